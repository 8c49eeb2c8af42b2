#include "core/execution/pair_order.hpp"

namespace basis {

std::string_view pair_style_name(PairStyle style) { return style == PairStyle::take_both ? "take_both" : "make_first"; }

std::string_view pair_end_name(PairEnd end) {
  switch (end) {
    case PairEnd::done: return "done";
    case PairEnd::patience: return "patience";
    case PairEnd::stopped: return "stopped";
    case PairEnd::refused: return "refused";
    case PairEnd::leg_closed: return "leg_closed";
    case PairEnd::venue_down: return "venue_down";
  }
  return "unknown";
}

std::string_view pair_wait_name(PairWait wait) {
  switch (wait) {
    case PairWait::nothing: return "nothing";
    case PairWait::price: return "price";
    case PairWait::edge: return "edge";
    case PairWait::volatility: return "volatility";
    case PairWait::unknown_volatility: return "unknown volatility";
    case PairWait::gate: return "gate";
    case PairWait::venue: return "venue";
    case PairWait::funds: return "funds";
  }
  return "unknown";
}

std::string_view pair_alarm_name(PairAlarm alarm) {
  switch (alarm) {
    case PairAlarm::naked_too_long: return "naked_too_long";
    case PairAlarm::unknown_leg: return "unknown_leg";
    case PairAlarm::not_evened: return "not_evened";
  }
  return "unknown";
}

std::string_view pair_alarm_text(PairAlarm alarm) {
  switch (alarm) {
    case PairAlarm::naked_too_long:
      return "one leg is without the other for longer than pair.max_naked_seconds, and is traded back";
    case PairAlarm::unknown_leg: return "what became of an order is not known: at most its size may be naked";
    case PairAlarm::not_evened: return "one leg is without the other, and cannot be evened";
  }
  return "unknown";
}

}  // namespace basis
