#include "core/results/journal_codec.hpp"

#include <array>

#include "core/results/entry_fields.hpp"

namespace basis {
namespace {

/// In the order of `journal::Body`.
constexpr std::array<std::string_view, std::variant_size_v<journal::Body>> kEntryKinds = {
    "boot_began",     "kill_switch_set", "plan_began",    "plan_ended",      "pair_began", "pair_stopped",
    "pair_worked",    "command_sent",    "order_heard",   "downloaded",      "fill_heard", "account_heard",
    "flow_taken",     "decision_made",   "entry_waits",   "not_carried_out", "rebalanced", "order_made",
    "order_refused",  "contract_called", "part_not_sent", "orders_cut",      "plan_waits", "plan_replaced",
    "pair_closed",    "posting",         "difference",    "venue_noticed",   "risk_alert", "reserve_changed",
    "accrual_summed", "person_alerted",  "control_taken"};
static_assert(!kEntryKinds.back().empty());

/// In the order of `MemorySection`.
constexpr std::array<std::string_view, std::variant_size_v<MemorySection>> kSectionNames = {
    "position", "risk", "pnl", "strategist", "plan", "pairs", "driver"};

template <class Variant>
std::string encode(const Variant& one) {
  ByteWriter writer;
  std::visit([&](const auto& value) { writer(value); }, one);
  return std::move(writer).take();
}

/// Tries the alternatives of a variant in their order.
template <class Variant, std::size_t Index = 0>
std::optional<Variant> decode(std::size_t at, std::string_view bytes) {
  if constexpr (Index == std::variant_size_v<Variant>) {
    return std::nullopt;
  } else {
    if (at != Index) return decode<Variant, Index + 1>(at, bytes);
    std::variant_alternative_t<Index, Variant> value{};
    ByteReader reader(bytes);
    reader(value);
    if (!reader.done()) return std::nullopt;
    return Variant(std::move(value));
  }
}

template <std::size_t Count>
std::size_t place_of(const std::array<std::string_view, Count>& names, std::string_view name) {
  return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

}  // namespace

std::span<const std::string_view> journal_kinds() { return kEntryKinds; }
std::string_view journal_kind(const journal::Body& body) { return kEntryKinds[body.index()]; }
std::string encode_body(const journal::Body& body) { return encode(body); }
std::optional<journal::Body> decode_body(std::string_view kind, std::string_view bytes) {
  return decode<journal::Body>(place_of(kEntryKinds, kind), bytes);
}

std::span<const std::string_view> section_names() { return kSectionNames; }
std::string_view section_name(const MemorySection& section) { return kSectionNames[section.index()]; }
std::string encode_section(const MemorySection& section) { return encode(section); }
std::optional<MemorySection> decode_section(std::string_view name, std::string_view bytes) {
  return decode<MemorySection>(place_of(kSectionNames, name), bytes);
}

}  // namespace basis
