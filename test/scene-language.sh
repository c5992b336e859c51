#!/bin/bash
# Every text of the program has its English, with the same arguments and the same markup.
set -u
cd "$(dirname "$0")/.." || exit 2
if said=$(tools/po check 2>&1); then
	echo "ok every text has its English"
else
	echo "not ok every text has its English"
	printf '%s\n' "$said"
fi
