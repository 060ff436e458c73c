-- State of a practice registry. What the world declares and nothing changes stays in the world's file.
CREATE TABLE token (
    family TEXT NOT NULL,              -- access, deploy or job: GitLab numbers each by itself
    id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    digest BLOB NOT NULL UNIQUE,       -- SHA-256 of the secret; the secret itself is never stored here
    user TEXT,                         -- whose it is, or the bot's username
    place TEXT,                        -- path of the project or group it belongs to
    place_is_group INTEGER NOT NULL DEFAULT 0,
    role INTEGER,
    scopes TEXT NOT NULL DEFAULT '',   -- parted by spaces
    granular TEXT,                     -- JSON, for fine-grained tokens
    created_at TEXT NOT NULL,
    expires_at TEXT,
    revoked INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (family, id)
);
CREATE TABLE package (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    project INTEGER NOT NULL,
    name TEXT NOT NULL,                -- as sent
    normalised TEXT NOT NULL,          -- PEP 503
    version TEXT NOT NULL,             -- as sent
    status TEXT NOT NULL DEFAULT 'default',
    requires_python TEXT NOT NULL DEFAULT '',
    metadata TEXT NOT NULL DEFAULT '{}',
    creator TEXT NOT NULL DEFAULT '',
    created_at TEXT NOT NULL
);
CREATE UNIQUE INDEX package_row ON package (project, name, version) WHERE status != 'pending_destruction';
CREATE TABLE file (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    package INTEGER NOT NULL REFERENCES package (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,              -- as sent, unverified; empty if none was sent
    md5 TEXT NOT NULL,
    size INTEGER NOT NULL,
    blob TEXT NOT NULL,                -- the SHA-256 of the bytes that are kept
    requires_python TEXT NOT NULL DEFAULT '',
    status TEXT NOT NULL DEFAULT 'default',
    created_at TEXT NOT NULL,
    UNIQUE (package, name)
);
CREATE TABLE protection (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    project INTEGER NOT NULL,
    pattern TEXT NOT NULL,
    push INTEGER,
    "delete" INTEGER,
    UNIQUE (project, pattern)
);
CREATE TABLE allowlist (
    target INTEGER NOT NULL,
    kind TEXT NOT NULL,                -- project or group
    source INTEGER NOT NULL,
    permissions TEXT,                  -- JSON; NULL stands for the default permissions
    PRIMARY KEY (target, kind, source)
);
CREATE TABLE place (                   -- what was done to groups and projects since the start, in order
    change TEXT NOT NULL,
    kind TEXT NOT NULL,                -- group or project
    id INTEGER NOT NULL,
    path TEXT,
    name TEXT,
    visibility TEXT,
    owner TEXT,
    day TEXT                           -- or the time
);
CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
