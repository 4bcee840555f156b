-- What people said of events, and the crops to learn from, as migration 2 adds them to schema.sql.
--
-- Units and comments are as there. An event's label is the person's once there is one; what the model said stands
-- in its review. Thus each index, count and filter follows a correction without a second column to look at.

create table reviews (
    -- What people said of events, one row an event; it outlives the event, for nobody says it twice.
    event_id text primary key check (event_id <> ''),  -- event it is about; gone if another analysis lacks that life
    label text not null check (label <> ''),  -- what the person says it shows: the event's label from then on
    model_label text not null check (model_label <> ''),  -- what the model says; equal to label if it is right
    model_score real not null check (model_score between 0 and 1),  -- how sure the model is of that
    reviewed_utc_us integer not null,  -- when the person said so
    fingerprint text not null,  -- of the event's source; with the four below it tells the life in another analysis
    camera text not null,  -- the event's
    start_us integer not null,  -- the event's
    end_us integer not null,  -- the event's
    began text check (json_valid(began))  -- first point of the event's path, [time_us, x, y]; null if it has none
) strict, without rowid;

create index reviews_by_source on reviews (fingerprint, camera);

create table crops (
    -- The best crops of each event's track, tight around it, as the classifier saw them.
    path text primary key check (path <> ''),  -- JPEG, relative to this file's folder
    event_id text not null check (event_id <> ''),  -- the event; no reference, since reviewed ones leave their crops
    time_us integer not null  -- the frame, on the source's clock
) strict, without rowid;

create index crops_by_event on crops (event_id);

create trigger events_leave_no_crops after delete on events
when not exists (select 1 from reviews where event_id = old.id)
begin
    delete from crops where event_id = old.id;
end;

create trigger reviews_leave_no_crops after delete on reviews
when not exists (select 1 from events where id = old.event_id)
begin
    delete from crops where event_id = old.event_id;
end;

create trigger moved_reviews_leave_no_crops after update of event_id on reviews
when new.event_id <> old.event_id and not exists (select 1 from events where id = old.event_id)
begin
    delete from crops where event_id = old.event_id;
end;

create trigger crops_leave_no_file after delete on crops
begin
    insert into removals (path) values (old.path) on conflict do nothing;
end;

create trigger crops_stay_if_rewritten after insert on crops
begin
    delete from removals where path = new.path;
end;
