-- What an entry wants done outside of the journal, until it is done.
create table outbox (
    due     timestamptz not null,
    version int not null,
    number  int not null,
    stream  text collate "C" not null,
    topic   text collate "C" not null,
    data    bytea not null,
    primary key (stream, version, number)
);
create index outbox_due on outbox (topic, due, stream, version, number);
