/*
 * libchroma2: optical-photon Monte Carlo for particle detectors.
 *
 * Units: mm, ns, nm, radians. Functions that can fail return a chroma2_status, write their output
 * parameters only on success (pushes and pops of queues that fail after some items were transferred
 * write how many), and leave a message in chroma2_last_error_message().
 *
 * Structs begin with struct_size, which the caller sets to sizeof the struct. Zero in any other field
 * means its default where its comment names one; other fields are needed. A smaller struct_size is of
 * an older version: the fields that it lacks have their defaults, and are not written. A larger one is
 * of a newer version: an input is accepted where all that this version does not know is zero, and of an
 * output that part is left as it is. Sizes are multiples of 8. Fields called reserved must be 0, and
 * come back as 0.
 *
 * Handles keep what they were made from alive (a geometry or a queue its context, an event its
 * session), so they may be destroyed in any order; destroying NULL does nothing. Queues that kernels
 * or streams of the program still use are the exception: chroma2_queue_destroy. "Any thread": may be
 * called at any time, also by several threads at once on the same handle, except while a call of "one
 * thread at a time" runs on it. "One thread at a time": the caller makes sure that no other call on
 * the same handle runs meanwhile.
 *
 * Functions that return a value themselves are named by it (chroma2_version); those that read
 * something of an object are chroma2_OBJECT_get_THING.
 *
 * The order of the headers is that of a program's life: version, status, log, then what it makes.
 */
#ifndef CHROMA2_H
#define CHROMA2_H

/* Made from tests/headers.in by: CHROMA2_BLESS=1 cargo test --test headers */
#include "chroma2/config.h"
#include "chroma2/version.h"
#include "chroma2/status.h"
#include "chroma2/log.h"
#include "chroma2/handle.h"
#include "chroma2/context.h"
#include "chroma2/geometry.h"
#include "chroma2/material.h"
#include "chroma2/surface.h"
#include "chroma2/mesh.h"
#include "chroma2/instance.h"
#include "chroma2/scene_file.h"
#include "chroma2/gdml.h"
#include "chroma2/report.h"
#include "chroma2/revision.h"
#include "chroma2/rays.h"
#include "chroma2/render.h"
#include "chroma2/photons.h"
#include "chroma2/options.h"
#include "chroma2/telemetry.h"
#include "chroma2/session.h"
#include "chroma2/source.h"
#include "chroma2/steps.h"
#include "chroma2/batch.h"
#include "chroma2/step_yields.h"
#include "chroma2/step_import.h"
#include "chroma2/event.h"
#include "chroma2/replay.h"
#include "chroma2/results.h"
#include "chroma2/step_origins.h"
#include "chroma2/device_hits.h"
#include "chroma2/medium_changes.h"
#include "chroma2/trace.h"
#include "chroma2/checkpoint.h"
#include "chroma2/daq.h"
#include "chroma2/queue_view.h"
#include "chroma2/queue.h"
#include "chroma2/queue_batch.h"
#include "chroma2/persistent.h"
#include "chroma2/message.h"
#include "chroma2/message_queue.h"
#include "chroma2/message_io.h"
#include "chroma2/stream.h"
#include "chroma2/module.h"
#include "chroma2/kernel.h"
#include "chroma2/pipeline.h"
#include "chroma2/pipeline_io.h"

#endif /* CHROMA2_H */
