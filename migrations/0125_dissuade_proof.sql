-- Why: a photo, a voice note or a signature is kept with the attempt that names its hash, and a feedback that a phone sends twice counts once.
-- Locks: new tables only.
-- +goose Up
create table dissuade_proof (
    made_by  text    not null, -- account that took it
    sha256   text    not null, -- of the plain bytes, 64 hexadecimal digits
    kind     text    not null,
    media    text    not null, -- as the bytes say, not as the sender does
    size     bigint  not null, -- of the plain bytes
    unit     text    not null, -- of who took it, 12 digits
    taken    bigint  not null, -- by the clock of the device; UTC microseconds
    skew_ms  bigint  not null, -- the device's clock minus ours when it was sent
    received bigint  not null,
    place    bytea   not null, -- sealed; latitude and longitude where the officer gave them
    sealed   bytea   not null, -- AES-256-GCM
    constraint dissuade_proof_pkey primary key (made_by, sha256),
    constraint dissuade_proof_kind_known check (kind in ('photo', 'voice', 'signature')),
    constraint dissuade_proof_sized check (size > 0 and length(sha256) = 64),
    constraint dissuade_proof_unit_formed check (length(unit) = 12)
);

create index dissuade_proof_by_time on dissuade_proof (made_by, received);

create table dissuade_feedback (
    made_by  text   not null,
    own_key  text   not null, -- the phone's own key of this feedback
    order_id text   not null,
    content  text   not null, -- SHA-256 of what was sent
    state    text   not null,
    begun    bigint not null,
    constraint dissuade_feedback_pkey primary key (made_by, own_key),
    constraint dissuade_feedback_state_known check (state in ('begun', 'done'))
);
