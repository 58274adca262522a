-- The same tables as PostgreSQL's. uuids are 16 bytes in the order of their text, instants are microseconds since 1970,
-- days are texts such as 2026-01-31.
create table journal (
    stream    text not null,
    version   integer not null,
    operation blob,
    hash      blob not null,
    data      blob not null,
    primary key (stream, version)
) without rowid;
create unique index journal_operation on journal (operation) where operation is not null;

create table commits (
    writer       blob not null,
    number       integer not null,
    prior_writer blob,
    prior_number integer,
    hash         blob not null,
    decided_at   integer,
    entries      blob not null,
    primary key (writer, number)
) without rowid;
create index commits_decided_at on commits (decided_at) where decided_at is not null;

create table snapshots (stream text primary key, version integer not null, state blob not null) without rowid;
create table documents (stream text primary key, body blob not null) without rowid;

create table due (stream text primary key, day text not null) without rowid;
create index due_day on due (day, stream);

create table claims (claim text primary key, stream text not null) without rowid;
create index claims_stream on claims (stream);

create table reminders (
    grain          text not null,
    name           text not null,
    due_at         integer not null,
    period_seconds integer not null,
    primary key (grain, name)
) without rowid;
