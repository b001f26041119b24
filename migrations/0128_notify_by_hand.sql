-- Texts that somebody sent by hand: from which call, and who. Two of them have no warning. Adds columns; takes a short lock.

-- +goose Up
alter table notify_message add column ticket text not null default '';
alter table notify_message add column sent_by text not null default '';
alter table notify_message add column sent_by_name text not null default '';

create index notify_message_of_ticket on notify_message (ticket, accepted_at, id) where ticket <> '';
