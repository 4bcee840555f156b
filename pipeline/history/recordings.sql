-- Clips on disk, as migration 3 adds them to schema.sql. Units and comments are as there.
--
-- A clip is linked to each event that it shows a part of: of the same camera and source, at a common time. Triggers
-- keep these links, `events.recording` and the mark of protected clips, whatever is written first: clip or event.

create table recordings (
    -- One row a finished clip. It outlives its source's row: analysing the file anew changes no clip.
    path text primary key check (path <> ''),  -- the file, relative to this file's folder
    camera text not null check (camera <> ''),  -- viewpoint, as in cameras
    source text not null check (source <> ''),  -- path or URL that it was cut from, without credentials
    fingerprint text not null check (fingerprint <> ''),  -- of that source, as in sources; with the camera it finds events
    start_us integer not null,  -- first picture, on the source's clock
    end_us integer not null,  -- end of the last picture, on the source's clock
    recorded_utc_us integer,  -- when the source's clock stood at 0; null if unknown
    start_utc_us integer generated always as (recorded_utc_us + start_us) virtual,  -- start_us in UTC; null likewise
    end_utc_us integer generated always as (recorded_utc_us + end_us) virtual,  -- end_us in UTC; null likewise
    bytes integer not null check (bytes > 0),  -- size of the file
    sha256 text not null check (length(sha256) = 64 and sha256 not glob '*[^0-9a-f]*'),  -- of the file, when it was done
    codec text not null check (codec <> ''),  -- compression of its pictures, as FFmpeg calls it
    has_audio integer not null check (has_audio in (0, 1)),  -- 1: it has sound
    protected integer not null default 0 check (protected in (0, 1)),  -- 1: shows a protected event; never goes by itself
    created_utc_us integer not null,  -- when it was done: its age counts from here, for footage may be old when it comes
    check (end_us >= start_us)
) strict, without rowid;

create index recordings_by_source on recordings (camera, fingerprint, start_us, end_us);
create index recordings_by_age on recordings (created_utc_us);
create index recordings_by_length on recordings (end_us - start_us);

create table recording_events (
    -- Which clip shows which event.
    event_id text not null references events (id) on delete cascade,  -- the event
    path text not null references recordings (path) on delete cascade,  -- the clip
    primary key (event_id, path)
) strict, without rowid;

create index recording_events_by_path on recording_events (path);

create table protected_events (
    -- The events whose clips people want kept, the clips that come later too.
    event_id text primary key check (event_id <> ''),  -- the event; no reference, since it may be analysed anew
    protected_utc_us integer not null  -- when a person said so
) strict, without rowid;

create trigger recordings_find_events after insert on recordings
begin
    delete from removals where path = new.path;
    insert into recording_events (event_id, path)
    select e.id, new.path from sources s join events e on e.source_id = s.id
    where s.fingerprint = new.fingerprint and s.camera = new.camera
        and e.start_us <= new.end_us and e.end_us >= new.start_us;
end;

create trigger events_find_recordings after insert on events
begin
    insert into recording_events (event_id, path)
    select new.id, r.path from sources s join recordings r on r.camera = s.camera and r.fingerprint = s.fingerprint
    where s.id = new.source_id and r.end_us >= new.start_us
        and r.start_us between new.start_us - (select max(end_us - start_us) from recordings) and new.end_us;
end;

create trigger replaced_events_find_recordings after update of start_us, end_us on events
begin
    delete from recording_events where event_id = new.id;
    insert into recording_events (event_id, path)
    select new.id, r.path from sources s join recordings r on r.camera = s.camera and r.fingerprint = s.fingerprint
    where s.id = new.source_id and r.end_us >= new.start_us
        and r.start_us between new.start_us - (select max(end_us - start_us) from recordings) and new.end_us;
end;

create trigger events_name_their_recording after insert on recording_events
begin
    update recordings set protected = 1
    where path = new.path and new.event_id in (select event_id from protected_events);
    update events set recording = (
        select r.path from recording_events l join events e on e.id = l.event_id join recordings r on r.path = l.path
        where l.event_id = new.event_id
        order by r.start_us <= e.start_us and r.end_us >= e.end_us desc, r.start_us, r.path
        limit 1)
    where id = new.event_id;
end;

create trigger events_name_another_recording after delete on recording_events
begin
    update events set recording = (
        select r.path from recording_events l join events e on e.id = l.event_id join recordings r on r.path = l.path
        where l.event_id = old.event_id
        order by r.start_us <= e.start_us and r.end_us >= e.end_us desc, r.start_us, r.path
        limit 1)
    where id = old.event_id;
end;

create trigger events_protect_their_recordings after insert on protected_events
begin
    update recordings set protected = 1
    where path in (select path from recording_events where event_id = new.event_id);
end;

create trigger events_release_their_recordings after delete on protected_events
begin
    update recordings set protected = 0
    where path in (select path from recording_events where event_id = old.event_id)
        and not exists (
            select 1 from recording_events l join protected_events p on p.event_id = l.event_id
            where l.path = recordings.path);
end;

create trigger recordings_leave_no_file after delete on recordings
begin
    insert into removals (path) values (old.path) on conflict do nothing;
end;
