-- Orleans reads its statements from this table. It fixes the table's name and the keys, and the names of the parameters and
-- of the columns that it reads; the tables behind them and the statements are the club's own. They are for 10.4.2: a key
-- that a later one asks for is another migration.
create table orleansquery (querykey text primary key, querytext text not null);

-- Whoever changes something about a cluster's silos names the version that they have read, and counts it up: of two who
-- have read the same one, the second has to read again.
create table clusters (cluster text collate "C" primary key, version int not null);

create table silos (
    started_at   timestamptz not null,
    alive_at     timestamptz not null,
    port         int not null,
    generation   int not null,
    gateway_port int not null,
    status       int not null, -- 3 active, 6 dead
    cluster      text collate "C" not null references clusters on delete cascade,
    address      text collate "C" not null,
    name         text not null,
    host         text not null,
    suspected_by text,
    primary key (cluster, address, port, generation)
);

-- What a grain keeps, by the name of its state. The text of the key itself, and no hash of it, makes a row the only one.
create table grain_states (
    version int not null,
    service text collate "C" not null,
    state   text collate "C" not null,
    grain   text collate "C" not null,
    payload bytea, -- null once it was cleared and not deleted
    primary key (service, state, grain)
);

insert into orleansquery (querykey, querytext) values
('InsertMembershipVersionKey', $$
with made as (
    insert into clusters (cluster, version) values (@DeploymentId, 0) on conflict do nothing returning cluster
)
select exists (select from made)
$$),

-- The update of the cluster's row decides: a second one waits for it and then finds another version. In the same statement
-- the silo's row is written, so that both are there or none.
('InsertMembershipKey', $$
with moved as (
    update clusters set version = version + 1
    where cluster = @DeploymentId and version = @Version and not exists (
        select from silos where cluster = @DeploymentId and address = @Address and port = @Port and generation = @Generation)
    returning cluster
), joined as (
    insert into silos (cluster, address, port, generation, name, host, status, gateway_port, started_at, alive_at)
    select cluster, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime from moved
    returning cluster
)
select exists (select from joined)
$$),

-- Who suspects a silo may know an older sign of life of it than is here.
('UpdateMembershipKey', $$
with moved as (
    update clusters set version = version + 1
    where cluster = @DeploymentId and version = @Version and exists (
        select from silos where cluster = @DeploymentId and address = @Address and port = @Port and generation = @Generation)
    returning cluster
), changed as (
    update silos set status = @Status, suspected_by = @SuspectTimes, alive_at = greatest(alive_at, @IAmAliveTime)
    from moved
    where silos.cluster = moved.cluster and address = @Address and port = @Port and generation = @Generation
    returning moved.cluster
)
select exists (select from changed)
$$),

-- Only a sign of life: the version stays.
('UpdateIAmAlivetimeKey', $$
update silos set alive_at = @IAmAliveTime
where cluster = @DeploymentId and address = @Address and port = @Port and generation = @Generation
$$),

-- The version and the silos in one statement, so of one moment; a cluster without silos is one row that has its version only.
('MembershipReadAllKey', $$
select address as "Address", port as "Port", generation as "Generation", name as "SiloName", host as "HostName", status as "Status",
    gateway_port as "ProxyPort", suspected_by as "SuspectTimes", started_at as "StartTime", alive_at as "IAmAliveTime", version as "Version"
from clusters left join silos using (cluster)
where cluster = @DeploymentId
$$),
('MembershipReadRowKey', $$
select address as "Address", port as "Port", generation as "Generation", name as "SiloName", host as "HostName", status as "Status",
    gateway_port as "ProxyPort", suspected_by as "SuspectTimes", started_at as "StartTime", alive_at as "IAmAliveTime", version as "Version"
from clusters left join silos on silos.cluster = clusters.cluster and address = @Address and port = @Port and generation = @Generation
where clusters.cluster = @DeploymentId
$$),
('GatewaysQueryKey', $$
select address as "Address", gateway_port as "ProxyPort", generation as "Generation"
from silos where cluster = @DeploymentId and status = @Status and gateway_port > 0
$$),

('CleanupDefunctSiloEntriesKey', $$
delete from silos where cluster = @DeploymentId and status = 6 and started_at < @IAmAliveTime and alive_at < @IAmAliveTime
$$),
-- Orleans takes this one where it is there: a dead silo that it has looked at, unless something was written since.
('CleanupDefunctSiloEntryKey', $$
delete from silos
where cluster = @DeploymentId and address = @Address and port = @Port and generation = @Generation and status = 6
    and started_at = @StartTime and alive_at = @IAmAliveTime and suspected_by is not distinct from @SuspectTimes
$$),
('DeleteMembershipTableEntriesKey', $$
delete from clusters where cluster = @DeploymentId
$$),

-- Orleans hands over a key that reads as a number or a uuid as that number, so that cafe, CAFE and 0cafe would share a row.
-- Such a key is refused: it finds nothing, and the first write fails on the null.
('ReadFromStorageKey', $$
select version as "Version", payload as "PayloadBinary" from grain_states
where service = @ServiceId and state = @GrainTypeString and grain = @GrainIdExtensionString and @GrainIdN0 = 0 and @GrainIdN1 = 0
$$),
-- No row answered is a conflict. Versions begin anywhere: after a row was deleted and another written, nobody who still
-- holds a version of the first takes it for one of the second.
('WriteToStorageKey', $$
with added as (
    insert into grain_states (service, state, grain, version, payload)
    select @ServiceId, @GrainTypeString, case when @GrainIdN0 = 0 and @GrainIdN1 = 0 then @GrainIdExtensionString end,
        1 + floor(random() * 1000000000)::int, @PayloadBinary
    where @GrainStateVersion is null
    on conflict do nothing
    returning version
), changed as (
    update grain_states set version = version + 1, payload = @PayloadBinary
    where service = @ServiceId and state = @GrainTypeString and grain = @GrainIdExtensionString and version = @GrainStateVersion
    returning version
)
select version as "NewGrainStateVersion" from added union all select version from changed
$$),
('ClearStorageKey', $$
update grain_states set version = version + 1, payload = null
where service = @ServiceId and state = @GrainTypeString and grain = @GrainIdExtensionString and version = @GrainStateVersion
returning version
$$),
-- The version answered must be another than the one that was asked for.
('DeleteStorageKey', $$
delete from grain_states
where service = @ServiceId and state = @GrainTypeString and grain = @GrainIdExtensionString and version = @GrainStateVersion
returning version + 1
$$);

-- Sessions and drafts were documents of the journal; what happened to them stays there. Codes live ten minutes and
-- allowances a day: they are begun anew.
insert into grain_states (service, state, grain, version, payload)
select 'loyaltyclub', 'sessions', 'm:' || substr(stream, length('account.') + 1), 1, '{"sessions":'::bytea || body || '}'::bytea
from documents where stream like 'account.%';
insert into grain_states (service, state, grain, version, payload)
select 'loyaltyclub', 'draft', 'p:' || substr(stream, length('draft.') + 1), 1, '{"draft":'::bytea || body || '}'::bytea
from documents where stream like 'draft.%';
delete from documents where stream like 'account.%' or stream like 'draft.%' or stream like 'signin.%' or stream like 'allowance.%';

-- The day is closed without a reminder.
drop table reminders;
