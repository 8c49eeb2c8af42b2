#include "core/marketdata/book_state.hpp"

namespace basis {
namespace {

constexpr std::array<std::string_view, 4> kStates = {"empty", "syncing", "live", "stale"};
constexpr std::array<std::string_view, kStaleReasons> kReasons = {
    "none",     "gap",      "snapshot_old", "not_reached",  "checksum", "unverifiable",
    "off_tick", "bad_size", "crossed",      "disconnected", "silent",   "out_of_scale"};
constexpr std::array<std::string_view, 6> kOutcomes = {"applied", "snapshot", "held", "repeated", "ignored", "refused"};

}  // namespace

std::string_view to_string(BookState state) { return kStates.at(static_cast<std::size_t>(state)); }
std::string_view to_string(StaleReason reason) { return kReasons.at(static_cast<std::size_t>(reason)); }
std::string_view to_string(BookOutcome outcome) { return kOutcomes.at(static_cast<std::size_t>(outcome)); }

}  // namespace basis
