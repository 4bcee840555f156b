-- The history of vedette, as migration 1 lays it. Later changes are migrations of their own (migrations.py).
--
-- Comments stand inside the statements because SQLite keeps them there: `.schema` in any client shows this page.
-- Times named _us are microseconds: _utc_us since 1970 in UTC, others on the source's own clock (a file's since
-- its start, a live camera's since 1970 in UTC). Coordinates are pixels of the upright picture, origin top left.
-- Lists and maps are JSON text, so that any client can take them apart with json_each.

create table migrations (
    -- What was done to this file, one row a migration; written in the migration's own transaction.
    number integer primary key check (number > 0),  -- place in the order of migrations, from 1
    name text not null check (name <> ''),  -- the function that did it, for whoever reads an old file
    applied_utc_us integer not null  -- when, to tell which vedette was running
) strict;

create table cameras (
    -- The viewpoints that sources belong to.
    name text primary key check (name <> '')  -- as configured or given; text, so that events read without a join
) strict, without rowid;

create table sources (
    -- One row a file analysed (or live camera watched). A file has at most one finished and one unfinished row.
    id integer primary key,  -- small number for events and stills; kept when an interrupted analysis begins again
    path text not null check (path <> ''),  -- path or URL as last given, without credentials
    camera text not null references cameras (name),  -- viewpoint of all its events
    fingerprint text not null check (fingerprint <> ''),  -- of the content, so that a renamed file is known again
    settings_digest text not null,  -- of all settings that can change an event: another digest, another analysis
    model_digest text not null,  -- of the classifier, for the same reason
    is_live integer not null check (is_live in (0, 1)),  -- 1: a camera; its clock is UTC and has no offset to show
    recorded_utc_us integer,  -- when the source's clock stood at 0; null if unknown, never made up
    recorded_from text check (recorded_from <> ''),  -- who said so: option, metadata, name …; null if unknown
    state text not null check (state in ('running', 'done', 'failed')),  -- running without a writer: interrupted
    shown integer not null check (shown in (0, 1)),  -- 0: a finished row of this file stands until this one is done
    started_utc_us integer not null,  -- when the analysis began (again)
    finished_utc_us integer,  -- when it was done or failed; null while running
    duration_us integer check (duration_us >= 0),  -- length of the file; null until done, and for live cameras
    frames integer check (frames >= 0),  -- decoded pictures; null until done
    width integer check (width > 0),  -- of the upright picture, in pixels: what boxes and paths refer to
    height integer check (height > 0),  -- likewise
    unseen text not null default '[]' check (json_valid(unseen)),  -- [[from_us, to_us], …] that did not decode
    still text,  -- JPEG of the scene for plots to draw on, relative to this file's folder; null if none
    error text check (error <> ''),  -- why it failed, one line; null unless failed
    vedette text not null,  -- version that analysed it
    check ((recorded_utc_us is null) = (recorded_from is null)),
    check ((state = 'running') = (finished_utc_us is null)),
    check ((state = 'failed') = (error is not null)),
    check (shown = 1 or state <> 'done')
) strict;

create unique index sources_done on sources (fingerprint, camera) where state = 'done';
create unique index sources_unfinished on sources (fingerprint, camera) where state <> 'done';
create index sources_by_path on sources (path);
create index sources_not_shown on sources (id) where shown = 0;

create table events (
    -- One track's life. Rows of a source with shown = 0 wait for its end and are read by nobody.
    id text primary key check (length(id) >= 8 and id not glob '*[^0-9a-z_-]*'),  -- also names the snapshot's file
    source_id integer not null references sources (id),  -- no cascade: the counts need the source's row to the last
    camera text not null references cameras (name),  -- the source's, repeated here for the indices
    label text not null check (label <> ''),  -- the vote's result
    label_group text check (label_group <> ''),  -- person, vehicle, two-wheeler, animal; null if in none
    hidden integer not null check (hidden in (0, 1)),  -- 1: background or too uncertain; not shown unless asked for
    score real not null check (score between 0 and 1),  -- calibrated confidence in the label
    start_us integer not null,  -- first frame, on the source's clock
    end_us integer not null,  -- last frame, on the source's clock
    start_utc_us integer,  -- start_us in UTC; null if the recording's time is unknown
    end_utc_us integer,  -- end_us in UTC; null likewise
    order_us integer not null generated always as (  -- place in the history: by UTC start …
        coalesce(start_utc_us, 9223372036854775807)) virtual,  -- … and behind all others where that is unknown
    place text not null,  -- orders files of unknown time: then the source's path, else empty
    hour_utc_us integer generated always as (  -- start of the UTC hour it began in, for the counts; null likewise
        start_utc_us - (start_utc_us % 3600000000 + 3600000000) % 3600000000) virtual,
    x real not null,  -- left edge of the box in the snapshot's frame, pixels
    y real not null,  -- its top edge, pixels
    width real not null check (width >= 0),  -- its width, pixels
    height real not null check (height >= 0),  -- its height, pixels
    model text not null,  -- hash of the model that gave the scores
    snapshot text,  -- JPEG, relative to this file's folder; null if none was taken
    recording text,  -- clip on disk; null if none
    scores text not null check (json_valid(scores)),  -- {label: confidence, …} of every label, best first
    path text not null check (json_valid(path)),  -- [[time_us, x, y], …]: bottom centre, 2 to 5 Hz, tenths of pixels
    check (end_us >= start_us),
    check ((start_utc_us is null) = (end_utc_us is null))
) strict;

-- Every index by which events are filtered ends in the columns that order them, and then in those that other
-- filters look at, so that neither sorting nor passing over an event touches its row.
create index events_by_time on events (order_us, place, start_us, id, camera, label, score, end_utc_us)
    where hidden = 0;
create index events_by_camera on events (camera, order_us, place, start_us, id, label, score, end_utc_us)
    where hidden = 0;
create index events_by_label on events (label, order_us, place, start_us, id, camera, score, end_utc_us);
create index events_by_group on events (label_group, order_us, place, start_us, id, camera, score, end_utc_us)
    where label_group is not null;
create index events_with_hidden on events (order_us, place, start_us, id, camera);
create index events_by_source on events (source_id, start_us, id);
create index events_by_length on events (end_utc_us - start_utc_us) where start_utc_us is not null;

create table event_zones (
    -- The zones that an event's path touched, with what orders and filters events: a zone is read along its key.
    zone text not null check (zone <> ''),  -- name of the zone
    order_us integer not null,  -- the event's, as the three below
    place text not null,  -- copied
    start_us integer not null,  -- copied
    event_id text not null references events (id) on delete cascade,  -- the event
    label text not null,  -- copied
    primary key (zone, order_us, place, start_us, event_id)
) strict, without rowid;

create index event_zones_by_event on event_zones (event_id);

create table hourly_counts (
    -- Shown events a UTC hour, camera and label: kept by the triggers below, so that no page counts a million rows.
    hour_utc_us integer check (hour_utc_us % 3600000000 = 0),  -- start of the hour in which the events began; null if unknown
    camera text not null references cameras (name),  -- viewpoint
    label text not null,  -- the events' label, hidden ones too
    count integer not null check (count >= 0)  -- how many
) strict;

-- A null hour is a value like any other here, hence the coalesce; -1 is no hour's start.
create unique index hourly_counts_key on hourly_counts (coalesce(hour_utc_us, -1), camera, label);

create table removals (
    -- Files whose rows are gone: deleted after the commit that wrote them here, or when the history is opened next.
    path text primary key check (path <> '')  -- relative to this file's folder
) strict, without rowid;

create trigger events_stay before update of id, source_id on events
when new.id <> old.id or new.source_id <> old.source_id
begin
    select raise(abort, 'event id belongs to another source');
end;

create trigger sources_moved after update of path on sources
when new.path <> old.path
begin
    update events set place = new.path where source_id = new.id and place <> '';
    update event_zones set place = new.path
    where place <> '' and event_id in (select id from events where source_id = new.id);
end;

create trigger events_counted after insert on events
when (select shown from sources where id = new.source_id)
begin
    insert into hourly_counts (hour_utc_us, camera, label, count)
    values (new.hour_utc_us, new.camera, new.label, 1)
    on conflict (coalesce(hour_utc_us, -1), camera, label) do update set count = count + 1;
end;

create trigger events_recounted after update of start_utc_us, camera, label on events
when (select shown from sources where id = new.source_id)
begin
    update hourly_counts set count = count - 1
    where coalesce(hour_utc_us, -1) = coalesce(old.hour_utc_us, -1) and camera = old.camera and label = old.label;
    insert into hourly_counts (hour_utc_us, camera, label, count)
    values (new.hour_utc_us, new.camera, new.label, 1)
    on conflict (coalesce(hour_utc_us, -1), camera, label) do update set count = count + 1;
    delete from hourly_counts
    where coalesce(hour_utc_us, -1) = coalesce(old.hour_utc_us, -1) and camera = old.camera and label = old.label
        and count = 0;
end;

create trigger events_discounted after delete on events
when (select shown from sources where id = old.source_id)
begin
    update hourly_counts set count = count - 1
    where coalesce(hour_utc_us, -1) = coalesce(old.hour_utc_us, -1) and camera = old.camera and label = old.label;
    delete from hourly_counts
    where coalesce(hour_utc_us, -1) = coalesce(old.hour_utc_us, -1) and camera = old.camera and label = old.label
        and count = 0;
end;

create trigger sources_shown after update of shown on sources
when new.shown > old.shown
begin
    insert into hourly_counts (hour_utc_us, camera, label, count)
    select hour_utc_us, camera, label, count(*) from events where source_id = new.id
    group by hour_utc_us, camera, label
    on conflict (coalesce(hour_utc_us, -1), camera, label) do update set count = count + excluded.count;
end;

create trigger events_leave_no_snapshot after delete on events
when old.snapshot is not null
begin
    insert into removals (path) values (old.snapshot) on conflict do nothing;
end;

create trigger sources_leave_no_still after delete on sources
when old.still is not null
begin
    insert into removals (path) values (old.still) on conflict do nothing;
end;
