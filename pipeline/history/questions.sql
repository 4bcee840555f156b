-- What makes every question quick, and what tells of changes, as migration 6 adds it to schema.sql. Units and comments
-- are as there.

-- The indices of schema.sql with all that filters look at: whatever is asked, an event that does not match is passed
-- over without touching its row, which is 1 kB. Hidden events stand among the others, so that one index serves both.
drop index events_by_time;
drop index events_by_camera;
drop index events_by_label;
drop index events_by_group;
drop index events_with_hidden;
drop index events_by_length;

create index events_by_time on events
    (order_us, place, start_us, id, end_us, hidden, camera, label, score, recording, source_id);
create index events_by_camera on events
    (camera, order_us, place, start_us, id, end_us, hidden, label, score, recording, source_id);
create index events_by_label on events
    (label, order_us, place, start_us, id, end_us, camera, score, recording, source_id);
create index events_by_group on events
    (label_group, order_us, place, start_us, id, end_us, label, camera, score, recording, source_id)
    where label_group is not null;

-- The way to few events: long ones, sure ones, recorded ones.
create index events_by_length on events (end_us - start_us);
create index events_by_score on events (score);
create index events_with_recording on events (recording) where recording is not null;

create table alert_events (
    -- Which events made which rules fire; of the alerts that people are told of, not of those that are withheld.
    rule text not null,  -- name of the rule
    event_id text not null,  -- the event; no reference, for it may be written after its alert
    alert_id text not null references alerts (id) on delete cascade,  -- the alert
    primary key (rule, event_id, alert_id)
) strict, without rowid;

create index alert_events_by_alert on alert_events (alert_id);

insert into alert_events (rule, event_id, alert_id)
select a.rule, event.value, a.id from alerts a, json_each(a.event_ids) event where a.withheld is null
on conflict do nothing;

create trigger alerts_name_their_events after insert on alerts
when new.withheld is null
begin
    insert into alert_events (rule, event_id, alert_id)
    select new.rule, value, new.id from json_each(new.event_ids) where true on conflict do nothing;
end;

create trigger alerts_name_other_events after update of event_ids, withheld on alerts
when new.event_ids <> old.event_ids or new.withheld is not old.withheld
begin
    delete from alert_events where alert_id = new.id;
    insert into alert_events (rule, event_id, alert_id)
    select new.rule, value, new.id from json_each(new.event_ids) where new.withheld is null on conflict do nothing;
end;

create table event_changes (
    -- The last change of each event since this table is there: who has seen all up to a number asks for what is above.
    sequence integer primary key,  -- the highest so far plus 1 at each change; no row ever goes, so none comes twice
    event_id text not null unique  -- the event, which may be gone; a later change moves its row to another number
) strict;

create trigger events_tell_that_they_came after insert on events
begin
    insert into event_changes (event_id) values (new.id)
    on conflict (event_id) do update set sequence = (select max(sequence) + 1 from event_changes);
end;

create trigger events_tell_that_they_changed after update on events
begin
    insert into event_changes (event_id) values (new.id)
    on conflict (event_id) do update set sequence = (select max(sequence) + 1 from event_changes);
end;

create trigger events_tell_that_they_went after delete on events
begin
    insert into event_changes (event_id) values (old.id)
    on conflict (event_id) do update set sequence = (select max(sequence) + 1 from event_changes);
end;

create trigger events_tell_that_they_ended after delete on lasting_events
begin
    insert into event_changes (event_id) values (old.event_id)
    on conflict (event_id) do update set sequence = (select max(sequence) + 1 from event_changes);
end;

create trigger sources_tell_of_their_events after update of shown on sources
when new.shown > old.shown
begin
    update event_changes set sequence = last.sequence + shown.number
    from (select max(sequence) as sequence from event_changes) last,
        (select id, row_number() over (order by start_us, id) as number from events where source_id = new.id) shown
    where event_changes.event_id = shown.id;
end;
