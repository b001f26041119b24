-- Messages that another centre does not have yet (上下级指令的待送消息). A row goes when the other side confirms it: its personal data is not
-- kept twice. A new table only; locks nothing.

-- +goose Up
create table upstream_message (
    peer text   not null,
    seq  bigint not null, -- without gaps
    body text   not null, -- sealed
    constraint upstream_message_pkey primary key (peer, seq)
);
