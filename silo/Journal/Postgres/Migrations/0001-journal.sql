-- Streams are compared byte by byte (collate "C"): quicker, and the same order as SQLite and .NET's ordinal comparison.
-- The columns of fixed size come first so that none is padded.
create table journal (
    version   int not null,
    operation uuid,
    stream    text collate "C" not null,
    hash      bytea not null,
    data      bytea not null,
    primary key (stream, version)
);
create unique index journal_operation on journal (operation) where operation is not null;

create table commits (
    number       bigint not null,
    decided_at   timestamptz,
    writer       uuid not null,
    prior_writer uuid,
    prior_number bigint,
    hash         bytea not null,
    entries      bytea not null,
    primary key (writer, number)
);
create index commits_decided_at on commits (decided_at) where decided_at is not null;

create table snapshots (stream text collate "C" primary key, version int not null, state bytea not null);
create table documents (stream text collate "C" primary key, body bytea not null);

create table due (stream text collate "C" primary key, day date not null);
create index due_day on due (day, stream);

create table claims (claim text collate "C" primary key, stream text collate "C" not null);
create index claims_stream on claims (stream);

create table reminders (
    grain          text collate "C" not null,
    name           text collate "C" not null,
    due_at         timestamptz not null,
    period_seconds bigint not null,
    primary key (grain, name)
);
