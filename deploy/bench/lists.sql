-- Rows of members as a follower of the journal would have written them: one in ten has not bought, the others on 1 to 11 days of the
-- last 900, each day with all and one or two categories. The same numbers give the same rows; days count back from today.
insert into member_days (day, receipts, spend, member, store, category, owner)
select day, 1 + (category = '' and h % 7 = 0)::int, (500 + h % 6000) * 10, member, 's' || (1 + h % 20), category, member
from (
    select lpad(n::text, 12, '0') as member, (current_date - date '0001-01-01') - (abs(hashint8extended(n, d)) % 900)::int as day, category,
        abs(hashint8extended(n * 31 + d, 7)) as h
    from generate_series(1, @members) n,
        generate_series(1, (n % 10 > 0)::int * (1 + (abs(hashint8extended(n, 99)) % 11)::int)) d,
        lateral (
            select '' as category
            union all
            select (array['coffee', 'bread', 'cake', 'fruit', 'milk', 'wine', 'beer', 'tea', 'cheese', 'meat', 'fish', 'other'])
                [1 + (abs(hashint8extended(n + d, 5)) % 12)::int]
            union all
            select 'category-' || d % 7 where (n + d) % 2 = 0
        ) categories
) bought
on conflict do nothing;

insert into member_rows (joined, version, visits, spend, active, pending, first_day, last_day, birthday, status, by_email, by_sms, address,
    member, tier, language)
select (current_date - date '0001-01-01') - (n % 2000)::int, 5, coalesce(visits, 0), coalesce(spent, 0),
    abs(hashint8extended(n, 3)) % 3000, 0, coalesce(first, 0), coalesce(last, 0), 100 * (1 + n % 12) + 1 + n % 28, 0, (n % 3 > 0)::int, 0, 2,
    lpad(n::text, 12, '0'), (array['basic', 'basic', 'basic', 'silver', 'silver', 'gold'])[1 + n % 6], case when n % 4 = 0 then 'es' end
from generate_series(1, @members) n
    left join (
        select owner, sum(receipts) as visits, sum(spend) as spent, min(day) as first, max(day) as last
        from member_days where category = '' group by owner
    ) bought on owner = lpad(n::text, 12, '0');

insert into member_contacts (member, name, sort_name, email)
select lpad(n::text, 12, '0'), initcap(first) || ' ' || initcap(last), last || ' ' || first, first || n || '@example.org'
from generate_series(1, @members) n, lateral (select 'ana' || chr((97 + n % 26)::int) as first, 'lopez' || chr((97 + n / 26 % 26)::int) || n % 900 as last) names;

insert into member_words (word, member)
select word, lpad(n::text, 12, '0')
from generate_series(1, @members) n,
    lateral (values ('ana' || chr((97 + n % 26)::int)), ('lopez' || chr((97 + n / 26 % 26)::int) || n % 900), (n::text)) words (word);
