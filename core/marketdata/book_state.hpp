#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace basis {

enum class BookState {
  empty,    ///< nothing has been received yet
  syncing,  ///< updates or a snapshot were received, but are not joined yet
  live,     ///< synchronised with the venue
  stale,    ///< a fault occurred; only a new snapshot restores the book
};

/// Why a book is stale.
enum class StaleReason {
  none,
  gap,           ///< an update did not follow the one before it
  snapshot_old,  ///< there is a gap between the snapshot and the first update held
  not_reached,   ///< too many updates in a row precede the snapshot
  checksum,      ///< the venue's checksum does not match the book
  unverifiable,  ///< an update carried neither ids nor a checksum
  off_tick,      ///< a price is not a positive multiple of the tick
  bad_size,      ///< a size is negative
  crossed,       ///< the best bid is at or above the best ask
  disconnected,  ///< reported by the owner: the connection is lost
  silent,        ///< reported by the owner: the stream has been silent for too long
  out_of_scale,  ///< reported by the owner: a price or size that this program cannot hold was not applied
};
inline constexpr std::size_t kStaleReasons = 12;

/// What happened to an update.
enum class BookOutcome {
  applied,   ///< the book has changed and is live
  snapshot,  ///< the book has been replaced
  held,      ///< kept until it can be joined to a snapshot
  repeated,  ///< it brought nothing new; ignored
  ignored,   ///< a snapshot older than the book, or an update that the expected snapshot will contain
  refused,   ///< it made the book stale, or could not restore a stale one
};

std::string_view to_string(BookState state);
std::string_view to_string(StaleReason reason);
std::string_view to_string(BookOutcome outcome);

/// Counts of one book since its construction.
struct BookCounters {
  std::uint64_t updates = 0;           ///< handed in, snapshots included
  std::uint64_t applied = 0;           ///< changes applied, those from the buffer included
  std::uint64_t snapshots = 0;         ///< accepted
  std::uint64_t old_snapshots = 0;     ///< ignored: older than the book
  std::uint64_t resyncs = 0;           ///< times it became live again after it was stale
  std::uint64_t heartbeats = 0;        ///< applied updates that changed no level and no id
  std::uint64_t repeated = 0;          ///< updates that brought nothing new
  std::uint64_t before_snapshot = 0;   ///< updates that a requested snapshot already contained
  std::uint64_t without_snapshot = 0;  ///< updates of an in-stream venue received while waiting for its snapshot
  std::uint64_t buffer_dropped = 0;    ///< held updates dropped because the buffer was full
  std::uint64_t restarts = 0;          ///< times the ids fell although the link was correct
  std::uint64_t crossed = 0;           ///< updates after which the book was crossed
  std::uint64_t checksums = 0;         ///< compared
  std::array<std::uint64_t, kStaleReasons> stale{};  ///< times it became stale, by reason

  [[nodiscard]] std::uint64_t stale_for(StaleReason reason) const { return stale[static_cast<std::size_t>(reason)]; }
};

}  // namespace basis
