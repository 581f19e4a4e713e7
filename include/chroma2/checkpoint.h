#ifndef CHROMA2_CHECKPOINT_H
#define CHROMA2_CHECKPOINT_H

/* Generated from src/ffi/. Change that, then: CHROMA2_BLESS=1 cargo test --test headers */

#include "chroma2/config.h"
#include "chroma2/status.h"
#include "chroma2/context.h"
#include "chroma2/geometry.h"
#include "chroma2/options.h"
#include "chroma2/session.h"
#include "chroma2/event.h"
#include "chroma2/replay.h"

/**
 * Functions of an event that goes on from a checkpoint, as those of chroma2_event_config.
 */
typedef struct chroma2_event_functions {
  /**
   * sizeof(chroma2_event_functions), as the library has set it.
   */
  size_t struct_size;
  /**
   * May be NULL.
   */
  chroma2_done_callback on_done;
  /**
   * May be NULL.
   */
  chroma2_progress_callback on_progress;
  /**
   * May be NULL; not of a batch.
   */
  chroma2_hits_callback on_hits;
  /**
   * Given to all of them.
   */
  void *user;
} chroma2_event_functions;

/**
 * Called by chroma2_session_restore, on its thread, with each event that goes on, just before that begins, in the order in
 * which they were submitted. The program owns `event`, to be given to chroma2_event_destroy; `info` says which one it is,
 * and is valid during the call. `functions` are none but what the program sets. It must not throw.
 */
typedef void (*chroma2_restored_callback)(void *user,
                                          chroma2_event *event,
                                          const chroma2_event_info *info,
                                          struct chroma2_event_functions *functions);

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Writes what a session has not done to a file: its events that are not finished, with their photons, sources or steps and
 * all that decides their results, each whole, however far it is; batches whole, too; its next number, where it numbers
 * events; and what tells whether a geometry is the same. chroma2_session_restore goes on from there: results are the same
 * bits as without the file. The session goes on as well. Threads may submit meanwhile: an event is in the file or it is
 * not, and where the session numbers its events those with numbers from the saved one on are not. An event is in it until
 * its on_done has returned, or without that function until its end: the results of events that have ended are to be in a
 * safe place before a job goes on from the file (docs/checkpoint.md), and some of them come again. Invalid state while an
 * event of a geometry that the session had before is not finished. Not in it: cancelled and failed events, telemetry, functions, and
 * submissions that wait for room. Photons in a GPU's memory are refused as an invalid argument. Arrays that are borrowed
 * are copied into the file, and their events do not end before it is written. The file takes the place of another one of
 * that name when it is complete and on the disk: a crash leaves the one or the other. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_session_checkpoint(const chroma2_session *session,
                                          const char *path);

/**
 * Writes the same and ends the session's work, so that the process may end, as before a batch system's time limit: each
 * event either is in the file and ends as cancelled, even if all its photons are done, or is not and has its results
 * (or was cancelled or has failed by itself); so none is lost and none comes twice. What on_hits was given of an event that
 * is in the file comes again. Nothing can be submitted from then on, which fails as an invalid state, also for those that
 * wait for room. Waits until all events are finished and their functions have returned, at most `timeout_ns` nanoseconds
 * (UINT64_MAX: for ever); a timeout after that, with the file written. After any other error the session goes on as if
 * nothing had been asked; so while an event of a geometry that it had before is not finished: wait for that one, or cancel
 * it, and call again. Not in a signal handler: have that set a flag, or another thread wait for the signal. Invalid state
 * in a callback, and of a session that is suspended. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_session_suspend(const chroma2_session *session,
                                       const char *path,
                                       uint64_t timeout_ns);

/**
 * Makes a session that goes on from the file of chroma2_session_checkpoint or chroma2_session_suspend, of another process
 * or machine, with any processor, GPU or number of threads: its events begin anew, whatever the limits of this session
 * are, and it gives the next number. `geometry` has the digest of the one before. `config` may be NULL for all defaults, and
 * another one than before; where the checkpoint's session numbered its events this one does, too: number_events is 0, or 1
 * with the same seed, and first_event_id is not used. `on_event` is called with each event and `user`; it may be NULL where
 * the file has no events. An event that was to be propagated by a GPU goes to the processor where there is none. The caller
 * owns *session, to be given to chroma2_session_destroy. Fails as a file's format where the file is damaged or of another
 * version of the library, as an invalid argument where the geometry is another one (the message has both digests), and as
 * chroma2_session_create and chroma2_session_submit do; before on_event is called the whole file is checked, and where a
 * later error comes, the events given to the program end as cancelled or failed. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_session_restore(const chroma2_context *context,
                                       const chroma2_geometry *geometry,
                                       const chroma2_session_config *config,
                                       const char *path,
                                       chroma2_restored_callback on_event,
                                       void *user,
                                       chroma2_session **session);

/**
 * Writes the number that a session will give to the next event: a program that goes on from a checkpoint goes on with its
 * input there. Invalid state where the session does not number events. Any thread.
 */
CHROMA2_NODISCARD CHROMA2_API
chroma2_status chroma2_session_next_event_id(const chroma2_session *session,
                                             uint64_t *event_id);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* CHROMA2_CHECKPOINT_H */
