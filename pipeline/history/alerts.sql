-- Traces, and what rules made of them, as migration 4 adds them to schema.sql. Units and comments are as there.

create table traces (
    -- What rules judge of each event: the same that they judged live. Events of an older vedette have none.
    event_id text primary key references events (id) on delete cascade,  -- the event
    noticed_us integer not null,  -- when it was noticed that the track was over, on the source's clock
    points blob not null  -- time, box, label and score, 4 a second, packed (trace_column.py): 2 to 5 bytes a number
) strict;

create table alerts (
    -- One row a firing of a rule with the action alert. It goes with the analysis whose events it is about.
    id text primary key check (length(id) >= 8 and id not glob '*[^0-9a-f]*'),  -- digest of rule, camera, time and event
    rule text not null check (rule <> ''),  -- name of the rule
    camera text not null check (camera <> ''),  -- viewpoint, as in cameras
    source_id integer references sources (id) on delete cascade,  -- whose footage; null for a test, which is of none
    time_us integer not null,  -- when the condition came true, on the source's clock
    utc_us integer,  -- the same in UTC; null if the recording's time is unknown
    order_us integer not null generated always as (  -- place among the alerts: by UTC …
        coalesce(utc_us, 9223372036854775807)) virtual,  -- … and behind all others where that is unknown
    place integer not null generated always as (  -- keeps the alerts of a source of unknown time together; else 0
        case when utc_us is null then coalesce(source_id, 0) else 0 end) virtual,
    label text check (label <> ''),  -- of the first event at that time; null if an absence fired
    score real check (score between 0 and 1),  -- of the first event at that time; null likewise
    event_ids text not null check (json_valid(event_ids)),  -- [id, …] of the events that caused it, the first one first
    zones text not null check (json_valid(zones)),  -- [name, …] of the zones that the first event was in
    reasons text not null check (json_valid(reasons)),  -- [{condition, held, found}, …]: why it fired
    withheld text check (withheld <> ''),  -- why nobody was told: asleep, disarmed, cooldown, time unknown; null if told
    snapshot text,  -- JPEG, relative to this file's folder; null if none was taken
    is_live integer not null check (is_live in (0, 1)),  -- 0: judged from footage
    is_late integer not null check (is_late in (0, 1)),  -- 1: no news when it was made
    is_test integer not null check (is_test in (0, 1)),  -- 1: asked for by a person; nothing happened
    check (is_test = 1 or source_id is not null)
) strict, without rowid;

create index alerts_by_time on alerts (order_us, place, time_us, id);
create index alerts_by_camera on alerts (camera, order_us, place, time_us, id);
create index alerts_by_rule on alerts (rule, order_us, place, time_us, id);
create index alerts_by_source on alerts (source_id);

create table armings (
    -- When people armed and disarmed rules: the last one up to a time counts, before the first the rules file does.
    rule text not null check (rule <> ''),  -- name of the rule
    utc_us integer not null,  -- when; footage of an earlier time is judged as it was armed then
    is_armed integer not null check (is_armed in (0, 1)),  -- 0: judged, never fired
    primary key (rule, utc_us)
) strict, without rowid;

create trigger alerts_leave_no_snapshot after delete on alerts
when instr(old.snapshot, old.id)  -- a picture of the alert's own, not its event's
begin
    insert into removals (path) values (old.snapshot) on conflict do nothing;
end;

create trigger alerts_keep_their_snapshot after insert on alerts
when new.snapshot is not null
begin
    delete from removals where path = new.snapshot;
end;
