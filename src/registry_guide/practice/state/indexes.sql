-- What finds rows quickly, however many there are. A state that was made without one of them gets it when it is opened.
CREATE INDEX IF NOT EXISTS package_page ON package (project, normalised, id);
-- Holds all by which a list of packages is filtered and sorted.
CREATE INDEX IF NOT EXISTS package_project ON package (project, id, name, version, status)
    WHERE status != 'pending_destruction';
CREATE INDEX IF NOT EXISTS file_package ON file (package, id) WHERE status != 'pending_destruction';
CREATE INDEX IF NOT EXISTS file_digest ON file (sha256, name);
CREATE INDEX IF NOT EXISTS file_blob ON file (blob);
