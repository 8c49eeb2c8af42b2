#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "core/base/json_writer.hpp"
#include "venues/chain/json_fields.hpp"
#include "venues/chain/transaction_lane.hpp"

namespace basis::chain {
namespace {

/// Blocks of one batch: with all their transactions they are a megabyte or so each.
constexpr std::uint64_t kBlocksAtOnce = 8;
/// How far the node that was asked before the transaction was signed may have lagged.
constexpr std::uint64_t kBlocksBefore = 16;

/// The transaction of a block with this sender and nonce. Data error: the block cannot be read.
Result<std::optional<Hash32>> find_transaction(const boost::json::value& block, const Address& sender,
                                               std::uint64_t nonce) {
  const auto* const fields = block.if_object();
  const auto* const rows = fields == nullptr ? nullptr : fields->if_contains("transactions");
  if (rows == nullptr || !rows->is_array()) return Error(ErrorKind::data, "a block without transactions");
  for (const auto& row : rows->get_array()) {
    const auto* const one = row.if_object();
    if (one == nullptr) return Error(ErrorKind::data, "a transaction is no object");
    BASIS_TRY(const auto from, text_of(*one, "from"));
    BASIS_TRY(const auto address, Address::parse(from));
    if (address != sender) continue;
    BASIS_TRY(const std::uint64_t number, quantity64_of(*one, "nonce"));
    if (number != nonce) continue;
    BASIS_TRY(const Hash32 hash, hash_of(*one, "hash"));
    return std::optional(hash);
  }
  return std::optional<Hash32>();
}

}  // namespace

/// Looks through blocks that count for the transaction that has the nonce.
void TransactionLane::search() {
  Active& active = *active_;
  const std::uint64_t before = active.first_block > kBlocksBefore ? active.first_block - kBlocksBefore : 0;
  const std::uint64_t first = active.search_block.value_or(before);
  active.search_block = first;
  const std::uint64_t tip = heads_.tip()->number + 1;
  const std::uint64_t sure = tip > settings_.confirmations ? tip - settings_.confirmations : 0;
  if (first > sure) return;
  std::vector<RpcCall> calls;
  for (std::uint64_t block = first; block <= std::min(sure, first + kBlocksAtOnce - 1); ++block) {
    JsonWriter json;
    json.begin_array().string(quantity_text(block)).boolean(true).end_array();
    calls.push_back({"eth_getBlockByNumber", std::move(json).take()});
  }
  asking_ = true;
  rpc_.batch(std::move(calls), guarded([this, first](const std::vector<RpcAnswer>& answers) {
               asking_ = false;
               if (active_) searched(first, answers);
             }));
}

void TransactionLane::searched(std::uint64_t first, const std::vector<RpcAnswer>& answers) {
  Active& active = *active_;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const auto* const block = answers[i].result();
    const auto found = block == nullptr ? Result<std::optional<Hash32>>(Error(ErrorKind::data, "no answer"))
                                        : find_transaction(*block, wallet_, active.entry.nonce);
    if (!found) return;  // the next block is another try, from here
    active.search_block = first + i + 1;
    if (!found.value()) continue;
    const bool ours =
        std::ranges::find(active.entry.attempts, *found.value(), &LaneAttempt::hash) != active.entry.attempts.end();
    if (!ours) return overtaken(*found.value());
    // Its receipt will be told. A node that was asked may be of a fork, so the search may begin again.
    active.search_block.reset();
    return;
  }
  if (*active.search_block > heads_.tip()->number) active.search_block.reset();
}

void TransactionLane::overtaken(const Hash32& by) {
  LaneEntry& entry = active_->entry;
  entry.reason = fmt::format("nonce {} was taken by {}, which is not of this node", entry.nonce, to_hex(by));
  listener_.on_lane_text(entry.request.purpose + ": " + entry.reason + ": something else uses the key");
  end(LaneState::overtaken, {false, entry.reason});
}

}  // namespace basis::chain
