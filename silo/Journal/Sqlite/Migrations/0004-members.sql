-- A row a member and what each bought by day, kept up by a follower of the journal (silo/Readings/Members): all of it follows from the
-- journal and the documents, and can be dropped and built again. Days are numbers, 1 for 0001-01-01; money is in thousandths.
create table member_rows (
    joined       integer not null,
    version      integer not null, -- entries of the member's stream that are included
    visits       integer not null,
    spend        integer not null,
    active       integer not null,
    pending      integer not null,
    first_day    integer not null, -- of the first and last purchase that was not returned whole; 0 for none
    last_day     integer not null,
    birthday     integer not null, -- month * 100 + day; 0 if unknown
    status       integer not null, -- 0 a member, 1 merged, 2 erased
    by_email     integer not null, -- 1 with consent
    by_sms       integer not null,
    address      integer not null, -- e-mail: 0 none, 1 not confirmed, 2 good
    member       text primary key,
    tier         text not null,
    language     text,
    merged_into  text
) without rowid;
-- By the columns of a list's orders and of a segment's fifths; who was merged or erased is in neither.
create index member_rows_joined on member_rows (joined, member) where status = 0;
create index member_rows_last_day on member_rows (last_day, member, visits) where status = 0;
create index member_rows_active on member_rows (active, member) where status = 0;
create index member_rows_spend on member_rows (spend, member, visits) where status = 0;
create index member_rows_visits on member_rows (visits) where status = 0;
create index member_rows_merged on member_rows (merged_into) where merged_into is not null;

-- Names and contacts, apart from the rest, so that an erasure empties them.
create table member_contacts (
    member    text primary key,
    name      text not null,
    sort_name text not null, -- the last name first, lower case, without accents
    email     text,
    phone     text
) without rowid;
create index member_contacts_name on member_contacts (sort_name, member);

-- What a search finds a member by: each word of name, address and number, lower case, without accents; ids and cards behind a #.
create table member_words (
    word   text not null,
    member text not null,
    primary key (word, member)
) without rowid;
create index member_words_member on member_words (member);

-- What was bought, by the day, store and category; the category '' is all of it. The receipts stay with the member who bought; the owner
-- is the one whose they are after merges.
create table member_days (
    day      integer not null,
    receipts integer not null,
    spend    integer not null,
    member   text not null,
    store    text not null,
    category text not null,
    owner    text not null,
    primary key (member, day, store, category)
) without rowid;
create index member_days_owner on member_days (owner, day);
-- All that a segment asks, so that its sums read the index alone.
create index member_days_category on member_days (category, day, owner, store, receipts, spend);

-- How far a follower that keeps tables has read the journal.
create table readings (name text primary key, progress text not null) without rowid;
