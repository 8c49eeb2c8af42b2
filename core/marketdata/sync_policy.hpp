#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/marketdata/book_update.hpp"

namespace basis {

/// How a local order book is kept synchronised with a venue: what a snapshot is, how an update names the one
/// before it, and how the first update joins a snapshot.
struct SyncPolicy {
  /// Where snapshots come from.
  enum class Snapshot {
    requested,  ///< requested separately from the stream; updates are held until one comes and then joined to it
    in_stream,  ///< part of the stream, in order; it contains all updates before it
  };
  /// How an update names the one before it.
  enum class Link {
    counts,          ///< its first id is at most the previous last id + 1, its last id is higher
    names_previous,  ///< its previous id is at most the previous last id, its last id is higher
  };

  std::string_view name;
  Snapshot snapshot = Snapshot::in_stream;
  Link link = Link::counts;
  /// The first update after a requested snapshot with id L contains the id L + `join_offset`.
  std::int64_t join_offset = 0;
  /// An update with this last id is a snapshot, even if it is not marked as one.
  std::optional<std::int64_t> restart_id = std::nullopt;
  /// An update with this previous id is a snapshot, even if it is not marked as one.
  std::optional<std::int64_t> snapshot_previous_id = std::nullopt;
  /// `BookChain::sequence` rises from update to update.
  bool sequence_rises = false;
  /// The last id may fall (venue maintenance); the link is still correct.
  bool ids_may_fall = false;
  /// Updates without ids are accepted where each carries a checksum that matches.
  bool checksum_may_replace_chain = false;
};

/// `U`/`u`; REST snapshot with lastUpdateId. An update with u <= lastUpdateId is contained in the snapshot; the
/// next one contains lastUpdateId + 1, and from then on each U is the previous u + 1. Source:
/// binance-spot-api-docs, web-socket-streams.md, "How to manage a local order book correctly".
extern const SyncPolicy kBinanceSpotSync;

/// `U`/`u`/`pu`; REST snapshot with lastUpdateId. An update with u < lastUpdateId is dropped, the first one
/// applied contains lastUpdateId, and from then on each pu is the previous u. Ids are shared by all symbols, so
/// U is mostly greater than pu + 1. Source: developers.binance.com, USDⓈ-M futures, WebSocket market streams,
/// "How to manage a local order book correctly".
extern const SyncPolicy kBinanceUsdmSync;

/// `u` rises by one and `seq` rises; a new snapshot, or u = 1 after a restart of
/// the service, replaces the book. Source: bybit-exchange.github.io, v5,
/// WebSocket public, Orderbook.
extern const SyncPolicy kBybitV5Sync;

/// `prevSeqId` is the previous `seqId`, and -1 on a snapshot; both are equal on a heartbeat (no change for
/// about a minute). After maintenance seqId may be lower than prevSeqId, which is still the previous seqId.
/// Recordings from before seqId existed carry a checksum instead. Source: okx.com/docs-v5, Order book channel,
/// "Sequence ID" and "Checksum".
extern const SyncPolicy kOkxV5Sync;

/// Whether the update is a snapshot by the venue's rules.
bool is_snapshot(const SyncPolicy& policy, const BookUpdate& update);

/// Whether `next` can be applied to the book at `last` without a gap. It may overlap what was applied before:
/// levels are whole sizes, so that applying one again changes nothing.
bool follows(const SyncPolicy& policy, const BookChain& last, const BookChain& next);

/// Whether the book at `last` contains all of `next`, by the venue's ids: it was sent again, or came over a second
/// connection. Ids that started anew are lower, too; only time shows the difference.
/// Source for Binance: binance-spot-api-docs, web-socket-streams.md: an event whose `u` is at most the id of the local
/// book is ignored.
bool brings_nothing_new(const SyncPolicy& policy, const BookChain& last, const BookChain& next);

/// Position of an update relative to a requested snapshot.
enum class Join {
  before,  ///< all of it is in the snapshot
  joins,   ///< it continues the snapshot without a gap
  missed,  ///< there is a gap between the snapshot and it
};
/// `snapshot_id` is the snapshot's last id.
Join join(const SyncPolicy& policy, std::int64_t snapshot_id, const BookChain& update);

}  // namespace basis
