# dangvu: one GNU Makefile.  `make` builds with sanitizers and runs the fast tests.
CC      ?= gcc
SHELL   := /bin/bash
PKGS    := zlib sqlite3 libpq libcurl icu-i18n icu-uc libsodium libcrypto libmicrohttpd jansson xlsxwriter libzip libxml-2.0 \
           expat pangocairo
WARN    := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wvla -Wundef \
           -Wformat=2 -Wno-format-nonliteral -Wno-missing-field-initializers -Wno-override-init -Werror
CFLAGS    = -std=c11 -D_GNU_SOURCE -Isrc $(WARN) $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
BASEFLAGS = $(CFLAGS) -MMD -MP
OPT     := -O2 -g -fno-omit-frame-pointer
SAN     := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined
LIBS     = $(shell pkg-config --libs $(PKGS) 2>/dev/null) -lpthread -lm

SRC     := $(wildcard src/*.c src/*/*.c)
LIBSRC  := $(filter-out src/main.c,$(SRC))
TESTSRC := $(wildcard test/test_*.c)
OBJ      = $(SRC:%.c=build/opt/%.o)
SANOBJ   = $(SRC:%.c=build/san/%.o)
SANLIB   = $(LIBSRC:%.c=build/san/%.o)
TESTS    = $(TESTSRC:test/%.c=build/san/bin/%)
FUZZERS  = $(patsubst test/fuzz/%.c,build/san/bin/%,$(wildcard test/fuzz/fuzz_*.c))
SECONDS ?= 60

.DEFAULT_GOAL := fast
.PHONY: libs fast deps build run test lint bench shots fuzz clean need po

# What the program is linked with, for who links its parts (bench).
libs:
	@echo $(LIBS)

need:
	@command -v msgfmt >/dev/null || { echo "thiếu gettext / gettext missing: make deps"; exit 2; }
	@pkg-config --exists $(PKGS) 2>/dev/null || { echo "thiếu gói / packages missing: make deps"; exit 2; }
	@[ node_modules/.package-lock.json -nt package-lock.json ] || { echo "thiếu mô-đun npm / npm modules missing: make deps"; exit 2; }

deps:
	@tools/deps

build: need build/dangvu build/web/app.css

build/dangvu: $(OBJ)
	@mkdir -p $(@D)
	@$(CC) $(OPT) -o $@ $^ $(LIBS)

build/dangvu-san: $(SANOBJ)
	@mkdir -p $(@D)
	@$(CC) $(SAN) -o $@ $^ $(LIBS)

build/web/app.css: tools/front.mjs web/icon.svg web/icons.txt $(wildcard web/css/*.scss web/js/*.js web/js/part/*.js) po/en.po package-lock.json
	@node tools/front.mjs build/web

# Bound into base/language.c.
build/po/en.mo: po/en.po
	@mkdir -p $(@D)
	@msgfmt -o $@ $<

build/opt/src/base/language.o build/san/src/base/language.o build/fuzz/src/base/language.o: build/po/en.mo

# Brings po/en.po up to the sources and lists what has no English yet.
po:
	@tools/po update

build/opt/%.o: %.c
	@mkdir -p $(@D)
	@$(CC) $(BASEFLAGS) $(OPT) -c -o $@ $<

build/san/%.o: %.c
	@mkdir -p $(@D)
	@$(CC) $(BASEFLAGS) $(SAN) -c -o $@ $<

build/san/bin/test_%: build/san/test/test_%.o $(SANLIB)
	@mkdir -p $(@D)
	@$(CC) $(SAN) -o $@ $^ $(LIBS) -lcmocka

build/san/bin/fuzz_%: build/san/test/fuzz/fuzz_%.o build/san/test/fuzz/driver.o $(SANLIB)
	@mkdir -p $(@D)
	@$(CC) $(SAN) -o $@ $^ $(LIBS)

# Workbooks for the browser stories: a clean first delivery, and 500 ugly rows after it.
build/san/bin/ugly: build/san/test/ugly.o
	@mkdir -p $(@D)
	@$(CC) $(SAN) -o $@ $^ $(LIBS)

build/test/ugly-500.xlsx: build/san/bin/ugly
	@mkdir -p $(@D)
	@build/san/bin/ugly $(@D) 84.001.001

# The same, and the program tells which code it reached.
build/fuzz/%.o: %.c
	@mkdir -p $(@D)
	@$(CC) $(BASEFLAGS) $(SAN) -fsanitize-coverage=trace-pc -c -o $@ $<

build/fuzz/bin/fuzz_%: build/san/test/fuzz/fuzz_%.o build/san/test/fuzz/driver.o $(LIBSRC:%.c=build/fuzz/%.o)
	@mkdir -p $(@D)
	@$(CC) $(SAN) -o $@ $^ $(LIBS)

.PRECIOUS: build/san/%.o build/opt/%.o build/fuzz/%.o

fast: need build/dangvu-san $(TESTS)
	@tools/run-tests sqlite $(TESTS)

run: deps
	@$(MAKE) --no-print-directory build
	@tools/run

test:
	@tools/deps test
	@$(MAKE) --no-print-directory -j2 build build/dangvu-san build/test/ugly-500.xlsx $(TESTS) $(FUZZERS)
	@tools/run-tests all $(TESTS)

# SECONDS=N for each parser, SEED=N to hear the same texts again.
fuzz: need $(FUZZERS:build/san/%=build/fuzz/%)
	@tools/fuzz '$(SECONDS)' '$(SEED)' $(FUZZERS:build/san/%=build/fuzz/%)

lint: need
	@CC='$(CC)' CFLAGS='$(CFLAGS)' tools/lint

bench: build
	@tools/bench

# The pictures of README, anew: doc/shots.
shots: build
	@rm -f build/shots.db*
	@build/dangvu demo --small --db sqlite:build/shots.db >build/shots.log 2>&1
	@node tools/browser.mjs build/dangvu build/shots.db \
		"$$(sed -n 's/^#define DEMO_PASSWORD "\(.*\)"$$/\1/p' src/site/demo.h)" tools/shots.mjs

clean:
	rm -rf build

-include $(wildcard build/opt/src/*.d build/opt/src/*/*.d build/san/src/*.d build/san/src/*/*.d build/san/test/*.d build/san/test/fuzz/*.d build/fuzz/src/*.d build/fuzz/src/*/*.d)
