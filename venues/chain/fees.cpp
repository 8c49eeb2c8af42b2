#include "venues/chain/fees.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "venues/chain/json_fields.hpp"

namespace basis::chain {
namespace {

/// Far above any fee that was ever paid, and far below where a product with gas would not fit.
const u256 kMostFee = u256(1) << 96;

Result<u256> fee_of(const boost::json::value& value, std::string_view name) {
  auto read = quantity_of(value);
  if (!read) return Error(ErrorKind::data, fmt::format("{}: {}", name, read.error().text()));
  if (read.value() > kMostFee) return Error(ErrorKind::data, fmt::format("{}: is no fee", name));
  return read;
}

Result<const boost::json::array*> array_of(const boost::json::object& fields, std::string_view name) {
  const auto* const found = fields.if_contains(name);
  if (found == nullptr || !found->is_array()) return Error(ErrorKind::data, fmt::format("{}: is no array", name));
  return &found->get_array();
}

/// Blocks without transactions say zero, or nothing.
Result<u256> median_of(const boost::json::array& rewards) {
  std::vector<u256> paid;
  for (const auto& block : rewards) {
    const auto* const row = block.if_array();
    if (row == nullptr || row->size() != 1) return Error(ErrorKind::data, "reward: a block has not one percentile");
    BASIS_TRY(auto fee, fee_of(row->front(), "reward"));
    if (fee > 0) paid.push_back(std::move(fee));
  }
  if (paid.empty()) return u256(0);
  const auto middle = paid.begin() + static_cast<std::ptrdiff_t>(paid.size() / 2);
  std::nth_element(paid.begin(), middle, paid.end());
  return *middle;
}

u256 priority_of(const FeeHistory& history, const FeePolicy& policy) {
  return std::clamp(history.priority, policy.least_priority, policy.most_priority);
}

/// One eighth more, rounded up.
u256 raised(const u256& fee) { return fee + (fee + 7) / 8; }

}  // namespace

std::string fee_history_parameters(const FeePolicy& policy) {
  return fmt::format(R"(["0x{:x}","latest",[{}]])", policy.blocks, policy.percentile);
}

Result<FeeHistory> read_fee_history(const boost::json::value& answer) {
  const auto* const fields = answer.if_object();
  if (fields == nullptr) return Error(ErrorKind::data, "a fee history is no object");
  BASIS_TRY(const auto* const base, array_of(*fields, "baseFeePerGas"));
  if (base->empty()) return Error(ErrorKind::data, "baseFeePerGas: is empty");
  FeeHistory history;
  BASIS_TRY(history.next_base_fee, fee_of(base->back(), "baseFeePerGas"));
  BASIS_TRY(history.first_base_fee, fee_of(base->front(), "baseFeePerGas"));
  // A node may leave rewards out while it has no transactions at all.
  if (!fields->contains("reward") || fields->at("reward").is_null()) return history;
  BASIS_TRY(const auto* const rewards, array_of(*fields, "reward"));
  BASIS_TRY(history.priority, median_of(*rewards));
  return history;
}

std::optional<Fees> first_fees(const FeeHistory& history, const FeePolicy& policy) {
  Fees fees;
  fees.priority = priority_of(history, policy);
  if (history.next_base_fee + fees.priority > policy.most) return std::nullopt;
  fees.maximum = std::min(u256(history.next_base_fee * 2 + fees.priority), policy.most);
  return fees;
}

std::optional<Fees> replacing_fees(const Fees& fees, const FeeHistory& history, const FeePolicy& policy) {
  const u256 fresh_priority = priority_of(history, policy);
  Fees made;
  made.priority = std::max(raised(fees.priority), fresh_priority);
  made.maximum = std::max(raised(fees.maximum), u256(history.next_base_fee * 2 + fresh_priority));
  // Twice the base fee is a comfort; a replacement has to pay an eighth more.
  if (made.maximum > policy.most) made.maximum = std::max(raised(fees.maximum), policy.most);
  if (made.maximum > policy.most) return std::nullopt;
  made.priority = std::min(made.priority, made.maximum);
  return made;
}

}  // namespace basis::chain
