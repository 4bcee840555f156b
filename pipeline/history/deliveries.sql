-- What is to be sent outside: tables of the history (schema.sql says how times are written).

create table deliveries (
    -- One row an alert, action and address, from the alert on. Whoever resends or counts needs no other table.
    id text primary key check (length(id) >= 8),  -- digest of alert, kind and address; the receiver sees it too
    alert_id text not null check (alert_id <> ''),  -- the alert's; no reference: alerts are written by another thread
    kind text not null check (kind in ('webhook', 'mqtt', 'notify', 'command', 'sort')),  -- of the action
    target text not null check (target <> ''),  -- for people, without secrets; one at a time is sent to each
    settings text not null check (json_valid(settings)),  -- the action's as the rules have it: ${NAME} not filled in
    alert text not null check (json_valid(alert)),  -- what is sent, so that it can be sent whatever becomes of the alert
    state text not null  -- sending without a vedette that runs: interrupted, sent again
        check (state in ('waiting', 'sending', 'delivered', 'late', 'given up')),  -- late: too late to be news
    attempts integer not null default 0 check (attempts >= 0),  -- begun so far, since it was last asked for
    created_utc_us integer not null,  -- when it was asked for, or asked for again
    next_try_utc_us integer not null,  -- when it may be tried (again)
    give_up_utc_us integer not null,  -- when the last try is
    deadline_utc_us integer,  -- after it the delivery is of no use; null if later is better than never
    settled_utc_us integer,  -- when it was delivered or given up; null while it is neither
    error text check (error <> '' and instr(error, char(10)) = 0),  -- why the last attempt failed, one line
    check ((state in ('waiting', 'sending')) = (settled_utc_us is null)),
    check (state <> 'given up' or error is not null)
) strict;

-- By target first, so that a look at what is due passes over the thousands that wait for one that is down.
create index deliveries_waiting on deliveries (target, next_try_utc_us) where state = 'waiting';
create index deliveries_by_alert on deliveries (alert_id);
create index deliveries_settled on deliveries (state, settled_utc_us) where settled_utc_us is not null;
