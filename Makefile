# What `make crash` kills: the release build, far more often than the tests do.
CRASH_KILLS ?= 1000
CRASH_BIN ?= target/release/sandshift

.PHONY: setup test fuzz crash lint bench bench-autogenerate bench-peers doc

# Installs the databases and cargo-nextest when they are missing, or says what to install.
setup:
	@.ci/setup

# Runs all tests against real SQLite, PostgreSQL and MariaDB. TESTS='name' runs some of them.
test: setup
	@.ci/test $(TESTS)

# Reads what nobody would write, with other inputs each time, for FUZZ_MINUTES (10). What fails is kept in
# `proptest-regressions` and tried first from then on.
fuzz:
	@.ci/fuzz

# Kills the release build at a thousand moments on each database, then it and other tools on the same work, and prints
# what became of them. `CRASH_KILLS=5000`, and the variables of `benches/survival/run` (KILLS=100 ONLY=sqlite PUBLISH=1).
crash: setup
	cargo build --release
	@trap 'cargo run --quiet --package sandshift-test-servers -- stop' EXIT; \
		SANDSHIFT_BIN=$(CRASH_BIN) SANDSHIFT_CRASH_KILLS=$(CRASH_KILLS) \
		cargo nextest run --workspace -E 'binary(crash)' --success-output final
	@SANDSHIFT_BIN=$(CRASH_BIN) benches/survival/run

lint:
	cargo fmt --all --check
	cargo clippy --all-targets --workspace -- -D warnings

bench: setup
	@trap 'cargo run --quiet --package sandshift-test-servers -- stop' EXIT; cargo bench --workspace

doc:
	RUSTDOCFLAGS='-D warnings' cargo doc --no-deps --workspace

# Compares `revision --autogenerate` with Alembic's, whole processes in turn.
bench-autogenerate: setup
	@benches/autogenerate/run

# Compares Sandshift with the tools that people use, whole processes in turn; `benches/peers/run` tells the variables
# (ONLY=sqlite ROWS=100000 ROUNDS=1 TOOLS=plain-sql,sandshift-rhai WORKLOADS=transform PUBLISH=1).
bench-peers: setup
	@benches/peers/run
