-- How cameras fare, and which events last, as migration 5 adds them to schema.sql. Units and comments are as there.

create table camera_states (
    -- How each camera fared when its service last noted it. Counts are since that service began to watch it.
    camera text primary key check (camera <> ''),  -- name, as configured
    url text not null check (url <> ''),  -- of the analysed stream, without credentials
    is_watched integer not null check (is_watched in (0, 1)),  -- 0: its service stopped, or has it no more
    is_connected integer not null check (is_connected in (0, 1)),  -- 1: pictures of the analysed stream come in
    since_utc_us integer not null,  -- since when it is connected, or is not
    codec text check (codec <> ''),  -- of the analysed stream, as FFmpeg calls it; null before the first connection
    width integer check (width > 0),  -- of the upright picture, in pixels; null likewise
    height integer check (height > 0),  -- likewise
    fps_read real not null check (fps_read >= 0),  -- frames a second that came in over the last seconds
    fps_analysed real not null check (fps_analysed >= 0),  -- frames a second that were looked at over the last seconds
    rate_hz real not null check (rate_hz >= 0),  -- frames a second that are to be looked at: fewer where there is no room
    lag_s real not null,  -- age of the picture that was looked at last, at that moment
    frames_read integer not null check (frames_read >= 0),  -- pictures that came in
    frames_analysed integer not null check (frames_analysed >= 0),  -- pictures that were looked at
    frames_dropped integer not null check (frames_dropped >= 0),  -- pictures that gave way to newer ones
    packets_recorded integer not null check (packets_recorded >= 0),  -- packets handed to the recorder
    bytes_read integer not null check (bytes_read >= 0),  -- content of the packets of all its connections
    reconnects integer not null check (reconnects >= 0),  -- connections after the first
    last_error text check (last_error <> ''),  -- why the latest connection ended or was not made; null if none did
    is_recording integer not null check (is_recording in (0, 1)),  -- 1: a clip is open
    recording_trouble text check (recording_trouble <> ''),  -- why nothing can be recorded; null if all is well
    noted_utc_us integer not null  -- when all this was so; long ago although watched: the service was killed
) strict, without rowid;

create table outages (
    -- Stretches in which a camera was to be watched and was not; analysis and recording each for itself.
    camera text not null check (camera <> ''),  -- name
    what text not null check (what in ('analysis', 'recording')),  -- what went without pictures
    start_utc_us integer not null,  -- when the last picture or packet before it came in
    end_utc_us integer check (end_utc_us >= start_utc_us),  -- when the first one after it came in; null while it lasts
    reason text not null check (reason <> ''),  -- one line, without credentials
    primary key (camera, what, start_utc_us)
) strict, without rowid;

create index outages_by_time on outages (start_utc_us);
create index outages_that_last on outages (camera, what) where end_utc_us is null;

create table lasting_events (
    -- The events whose track is in sight: their end_us is when it was last seen, their label may change.
    event_id text primary key references events (id) on delete cascade  -- the event
) strict, without rowid;
