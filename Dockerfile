# The course in a container:
#   docker build -t convnets .
#   docker run --rm -p 8888:8888 -v convnets-work:/home/learner/work convnets
# A GPU: --gpus all. PyTorch's index of CPU builds makes the image 4 GB smaller:
#   docker build --build-arg PIP_EXTRA_INDEX_URL=... -t convnets .
# bubblewrap, for grading, may need --security-opt seccomp=unconfined; `course.py doctor` says so.
FROM python:3.11-slim-bookworm AS base
# Debian keeps no old versions to pin
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends bubblewrap chromium fonts-dejavu git make \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --shell /bin/bash learner

FROM base AS course
ARG PIP_EXTRA_INDEX_URL=""
ENV COURSE_WORK=/home/learner/work \
    PIP_NO_CACHE_DIR=1
RUN install -d -o learner -g learner /home/learner/course /home/learner/work
COPY --chown=learner:learner . /home/learner/course
USER learner
WORKDIR /home/learner/course
# installs requirements.txt into .venv, and tries the way to the lessons
RUN python course.py lab --prepare-only
VOLUME /home/learner/work
EXPOSE 8888
CMD ["python", "course.py", "lab", "--ip=0.0.0.0", "--port=8888", "--no-browser"]
