-- What an entry wants done outside of the journal, until it is done.
create table outbox (
    stream  text not null,
    version integer not null,
    number  integer not null,
    topic   text not null,
    due     integer not null,
    data    blob not null,
    primary key (stream, version, number)
) without rowid;
create index outbox_due on outbox (topic, due, stream, version, number);
