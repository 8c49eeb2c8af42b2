#include "core/marketdata/sync_policy.hpp"

namespace basis {

const SyncPolicy kBinanceSpotSync = {.name = "binance spot",
                                     .snapshot = SyncPolicy::Snapshot::requested,
                                     .link = SyncPolicy::Link::counts,
                                     .join_offset = 1};

const SyncPolicy kBinanceUsdmSync = {.name = "binance usdm",
                                     .snapshot = SyncPolicy::Snapshot::requested,
                                     .link = SyncPolicy::Link::names_previous,
                                     .join_offset = 0};

const SyncPolicy kBybitV5Sync = {.name = "bybit v5",
                                 .snapshot = SyncPolicy::Snapshot::in_stream,
                                 .link = SyncPolicy::Link::counts,
                                 .restart_id = 1,
                                 .sequence_rises = true};

const SyncPolicy kOkxV5Sync = {.name = "okx v5",
                               .snapshot = SyncPolicy::Snapshot::in_stream,
                               .link = SyncPolicy::Link::names_previous,
                               .snapshot_previous_id = -1,
                               .ids_may_fall = true,
                               .checksum_may_replace_chain = true};

bool is_snapshot(const SyncPolicy& policy, const BookUpdate& update) {
  return update.snapshot || policy.restart_id == update.chain.last_id ||
         policy.snapshot_previous_id == update.chain.previous_id;
}

bool follows(const SyncPolicy& policy, const BookChain& last, const BookChain& next) {
  if (policy.sequence_rises && next.sequence <= last.sequence) return false;
  if (policy.link == SyncPolicy::Link::counts) {
    return next.first_id <= last.last_id + 1 && next.last_id >= next.first_id && next.last_id > last.last_id;
  }
  if (policy.ids_may_fall && next.previous_id == last.last_id) return true;
  return next.previous_id <= last.last_id && next.last_id > last.last_id;
}

bool brings_nothing_new(const SyncPolicy& policy, const BookChain& last, const BookChain& next) {
  if (policy.sequence_rises && next.sequence > last.sequence) return false;
  // Zero is no id: ids do not vanish in the middle of a chain.
  return next.last_id != 0 && next.last_id <= last.last_id;
}

Join join(const SyncPolicy& policy, std::int64_t snapshot_id, const BookChain& update) {
  const std::int64_t wanted = snapshot_id + policy.join_offset;
  if (update.last_id < wanted) return Join::before;
  // An update that names its previous one contains every change after that one, even where the ids between the
  // two belong to other symbols.
  const bool names_earlier = policy.link == SyncPolicy::Link::names_previous && update.previous_id <= snapshot_id;
  return update.first_id <= wanted || names_earlier ? Join::joins : Join::missed;
}

}  // namespace basis
