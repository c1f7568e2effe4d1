--! revision = "003066c25cb8"
--! down_revision = ["00268d1c0a7f", "00298d0a3878"]
--! message = "planning and access come together"

-- Teaches: a merge.
--
-- Two parents, nothing to do: from here on there is one head again. `sandshift merge heads` writes a
-- file like this one. On the way back both branches open again.

-- +up

-- +down
