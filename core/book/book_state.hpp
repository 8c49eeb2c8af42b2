#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace basis {

enum class BookState {
  empty,    ///< nothing has come yet
  syncing,  ///< updates or a snapshot are there, not both joined
  live,     ///< in step with the venue
  stale,    ///< something went wrong; only a new snapshot mends it
};

/// Why a book is stale.
enum class StaleReason {
  none,
  gap,           ///< an update did not follow the one before it
  snapshot_old,  ///< the snapshot ends before the first update held
  not_reached,   ///< the stream has not reached the snapshot for too many updates
  checksum,      ///< the venue's checksum does not fit the book
  unverifiable,  ///< an update carried neither ids nor a checksum
  off_tick,      ///< a price is no positive multiple of the tick
  bad_size,      ///< a size is negative
  crossed,       ///< the best bid is at or over the best ask
  disconnected,  ///< told by the owner: the connection is gone
  silent,        ///< told by the owner: the stream has been silent for too long
};
inline constexpr std::size_t kStaleReasons = 11;

/// What became of an update.
enum class BookOutcome {
  applied,   ///< the book has changed and is live
  snapshot,  ///< the book has been replaced
  held,      ///< kept until a snapshot comes
  repeated,  ///< known already; ignored
  ignored,   ///< a snapshot behind the book, or an update that the snapshot to come will hold
  refused,   ///< it made the book stale, or could not mend a stale one
};

std::string_view to_string(BookState state);
std::string_view to_string(StaleReason reason);
std::string_view to_string(BookOutcome outcome);

/// What a book has seen since it was made.
struct BookCounters {
  std::uint64_t updates = 0;                         ///< handed in, snapshots included
  std::uint64_t applied = 0;                         ///< of those: changes applied, from the buffer included
  std::uint64_t snapshots = 0;                       ///< taken
  std::uint64_t old_snapshots = 0;                   ///< ignored: behind the book
  std::uint64_t resyncs = 0;                         ///< times it became live again after having been stale
  std::uint64_t heartbeats = 0;                      ///< applied updates that changed nothing and no id
  std::uint64_t repeated = 0;                        ///< updates that came twice
  std::uint64_t before_snapshot = 0;                 ///< updates that were in a requested snapshot already
  std::uint64_t without_snapshot = 0;                ///< updates of an in-stream venue while waiting for its snapshot
  std::uint64_t buffer_dropped = 0;                  ///< let go because the buffer was full
  std::uint64_t restarts = 0;                        ///< ids that fell while the link held
  std::uint64_t crossed = 0;                         ///< updates after which the book was crossed
  std::uint64_t checksums = 0;                       ///< compared
  std::array<std::uint64_t, kStaleReasons> stale{};  ///< times it became stale, by reason

  [[nodiscard]] std::uint64_t stale_for(StaleReason reason) const { return stale[static_cast<std::size_t>(reason)]; }
};

}  // namespace basis
