# Every target is one line of course.py, so that Windows, which has no make, misses nothing.
PYTHON ?= python3
COURSE = @command -v $(PYTHON) >/dev/null || { echo "No '$(PYTHON)' found. Install Python 3.11 or later, or say which: make $@ PYTHON=/path/to/python"; exit 1; }; \
         $(PYTHON) course.py

.PHONY: help lab score doctor slides test quick bench run site release grade formgrader
help:
	@echo "make lab      open the lessons in JupyterLab (DIR=notebooks: with solutions; LAB=\"--port=9000\": its own options)"
	@echo "make score    how am I doing? (LESSON=01: one lesson)"
	@echo "make doctor   what is this environment, and what is wrong with it? to paste into an issue"
	@echo "make slides   the lessons as slides, opened in the browser (LESSON=01: one lesson)"
	@echo "make test     everything that proves the project (LESSON=\"14 15\": what concerns these lessons;"
	@echo "              MINUTES=60: begins no lesson after that, and names those left out)"
	@echo "make quick    the tests to run after every edit, about a minute"
	@echo "make bench    training speed against the usual loop"
	@echo "make run LESSON=01   re-run a lesson and store its outputs"
	@echo "make site     the lessons as a web site, in site/ (PDF=1: also part 1 for printing; PDF=all)"
	@echo "for teachers (docs/teaching.md):"
	@echo "make release     what is handed out, a zip for each part"
	@echo "make grade       grade class/handed_in (LESSON='01 02', PART=1: these alone; DASK=tcp://...: on a cluster)"
	@echo "                 (INTO=table.csv: puts the points into a table of Moodle or Canvas)"
	@echo "make formgrader  read answers in words"
lab:
	$(COURSE) lab $(if $(DIR),--dir $(DIR)) $(LAB)
score:
	$(COURSE) score $(LESSON)
doctor:
	$(COURSE) doctor
slides:
	$(COURSE) slides $(LESSON)
test:
	$(COURSE) test $(LESSON) $(if $(MINUTES),--minutes $(MINUTES))
quick:
	$(COURSE) quick
bench:
	$(COURSE) bench
run:
	$(COURSE) run $(LESSON)
site:
	$(COURSE) site $(if $(PDF),--pdf $(PDF))
release:
	$(COURSE) release
grade:
	$(COURSE) grade $(LESSON) $(if $(PART),--part $(PART)) $(if $(DASK),--dask $(DASK)) $(if $(UNSEALED),--unsealed) \
		$(if $(INTO),--into "$(INTO)") $(if $(COLUMN),--column "$(COLUMN)")
formgrader:
	$(COURSE) formgrader $(LAB)
