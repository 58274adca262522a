-- Orleans reads its statements from this table, as on PostgreSQL; a file has no cluster, so there are only those about the
-- states of grains. What is said there about them holds here too.
create table OrleansQuery (QueryKey text primary key, QueryText text not null) without rowid;

create table grain_states (
    service text not null,
    state   text not null,
    grain   text not null,
    version integer not null,
    payload blob, -- null once it was cleared and not deleted
    primary key (service, state, grain)
) without rowid;

insert into OrleansQuery (QueryKey, QueryText) values
-- A key that reads as a number finds nothing, and the first write fails on the null.
('ReadFromStorageKey', '
select version as Version, payload as PayloadBinary from grain_states
where service = @ServiceId and state = @GrainTypeString and grain = @GrainIdExtensionString and @GrainIdN0 = 0 and @GrainIdN1 = 0
'),
-- Two statements, of which the version lets only one write. No row answered is a conflict; versions begin anywhere.
('WriteToStorageKey', '
insert into grain_states (service, state, grain, version, payload)
select @ServiceId, @GrainTypeString, case when @GrainIdN0 = 0 and @GrainIdN1 = 0 then @GrainIdExtensionString end,
    1 + abs(random() % 1000000000), @PayloadBinary
where @GrainStateVersion is null
on conflict do nothing
returning version as NewGrainStateVersion;
update grain_states set version = version + 1, payload = @PayloadBinary
where service = @ServiceId and state = @GrainTypeString and grain = @GrainIdExtensionString and version = @GrainStateVersion
returning version as NewGrainStateVersion
'),
('ClearStorageKey', '
update grain_states set version = version + 1, payload = null
where service = @ServiceId and state = @GrainTypeString and grain = @GrainIdExtensionString and version = @GrainStateVersion
returning version
'),
('DeleteStorageKey', '
delete from grain_states
where service = @ServiceId and state = @GrainTypeString and grain = @GrainIdExtensionString and version = @GrainStateVersion
returning version + 1
');

-- Sessions and drafts were documents of the journal; what happened to them stays there. Codes live ten minutes and
-- allowances a day: they are begun anew.
insert into grain_states (service, state, grain, version, payload)
select 'loyaltyclub', 'sessions', 'm:' || substr(stream, length('account.') + 1), 1, cast('{"sessions":' || cast(body as text) || '}' as blob)
from documents where stream glob 'account.*';
insert into grain_states (service, state, grain, version, payload)
select 'loyaltyclub', 'draft', 'p:' || substr(stream, length('draft.') + 1), 1, cast('{"draft":' || cast(body as text) || '}' as blob)
from documents where stream glob 'draft.*';
delete from documents where stream glob 'account.*' or stream glob 'draft.*' or stream glob 'signin.*' or stream glob 'allowance.*';

-- The day is closed without a reminder.
drop table reminders;
