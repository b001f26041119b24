import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api/client";
import { PersonLine } from "../ui/person";
import { Await, Nothing } from "../ui/states";

/** FindPerson opens a file by full phone number, identity number, or name: what an officer has at hand. */
export function FindPerson() {
  const { t } = useTranslation();
  const { q } = useSearch({ from: "/gate/persons" });
  const navigate = useNavigate();
  const [text, setText] = useState(q ?? "");
  const found = useQuery({ queryKey: ["search", q], queryFn: () => api.search(q ?? ""), enabled: !!q && q.length >= 2 });
  const persons = found.data?.persons ?? [];
  return (
    <div className="page">
      <h1 className="screen-title">{t("menu.persons")}</h1>
      <Input.Search
        size="large" autoFocus value={text} maxLength={60} className="find" placeholder={t("find.hint")} aria-label={t("find.hint")} enterButton={t("find.search")}
        onChange={(event) => setText(event.target.value)} onSearch={(value) => void navigate({ to: "/persons", search: { q: value.trim() || undefined } })} data-testid="person-search"
      />
      {!q ? <Nothing title={t("find.start")} hint={t("find.startHint")} /> : (
        <Await query={found} rows={5}>
          {() => persons.length === 0 ? <Nothing title={t("find.none")} hint={t("find.noneHint")} /> : (
            <ul className="plain card-list">
              {persons.map((person) => (
                <li key={person.id}>
                  <Link to="/persons/$id" params={{ id: person.id }} className="find-line" data-testid="person-row"><PersonLine person={person} /></Link>
                </li>
              ))}
            </ul>
          )}
        </Await>
      )}
    </div>
  );
}
