#include "tools/journal/journal_why.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "core/results/entry_text.hpp"
#include "tools/journal/decision_inputs_text.hpp"

namespace basis {
namespace {

constexpr std::string_view kLine = "line:";
/// Deeper than any chain of an order: what goes on behind it is another story.
constexpr int kDeepest = 12;

std::optional<std::int64_t> number_of(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (fault != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// Whether an entry is about an order of this id.
bool is_of_order(const JournalEntry& entry, std::string_view id) {
  if (const auto* posting = entry.as<journal::Posting>()) return posting->fill && posting->fill->client_id == id;
  if (const auto* heard = entry.as<journal::FillHeard>()) return heard->fill.id.view() == id;
  if (const auto* heard = entry.as<journal::OrderHeard>()) return heard->report.id.view() == id;
  if (const auto* sent = entry.as<journal::CommandSent>()) return sent->command.id.view() == id;
  if (const auto* made = entry.as<journal::OrderMade>()) return made->order->client_id == id;
  if (const auto* refused = entry.as<journal::OrderRefused>()) return refused->order->client_id == id;
  return false;
}

/// "binance" of "binance:Spot:BTCUSDT".
std::string_view account_of(const JournalNames& names, MarketId market) {
  const std::string_view key =
      market.index() < names.markets.size() ? std::string_view(names.markets[market.index()]) : std::string_view();
  return key.substr(0, key.find(':'));
}

class Story {
 public:
  Story(JournalReader& journal, const JournalNames& names, const StoryWorld& world)
      : journal_(journal), names_(names), world_(world) {}

  Result<std::string> tell(const StoredEntry& asked) {
    BASIS_TRY(add(asked, 0));
    return std::move(text_);
  }

 private:
  using Found = Result<std::optional<StoredEntry>>;

  void line(int depth, const std::string& text) { text_ += fmt::format("{:{}}{}\n", "", depth * 2, text); }

  /// An entry, and below it what led to it.
  Result<void> add(const StoredEntry& stored, int depth) {
    line(depth, fmt::format("{} {}  {}", stored.seq, stored.entry.time.to_string(), entry_text(stored.entry, names_)));
    if (!told_.insert(stored.seq).second) {
      line(depth + 1, "as above");
      return ok();
    }
    if (const auto* made = stored.entry.as<journal::DecisionMade>()) return add_decision(stored, *made, depth + 1);
    if (depth >= kDeepest) return ok();
    BASIS_TRY(const std::vector<StoredEntry> causes, causes_of(stored));
    if (causes.empty()) line(depth + 1, origin_of(stored.entry));
    for (const StoredEntry& cause : causes) {
      BASIS_TRY(add(cause, depth + 1));
    }
    return ok();
  }

  /// What it was made on, and the occasion. What led to that is another story.
  Result<void> add_decision(const StoredEntry& stored, const journal::DecisionMade& made, int depth) {
    if (made.inputs != nullptr)
      for (const std::string& input : decision_inputs_text(*made.inputs, names_, world_)) line(depth, input);
    if (!stored.entry.cause.known()) {
      line(depth, "asked by the node's timer, or with its first prices");
      return ok();
    }
    BASIS_TRY(const auto cause, journal_.at(stored.entry.cause));
    if (cause)
      line(depth, fmt::format("asked after {} {}  {}", cause->seq, cause->entry.time.to_string(),
                              entry_text(cause->entry, names_)));
    return ok();
  }

  /// Of an entry that nothing in the journal led to.
  [[nodiscard]] static std::string origin_of(const JournalEntry& entry) {
    if (const auto* heard = entry.as<journal::AccountHeard>())
      return fmt::format("told by the venue, at its time {}", heard->report.at_venue.to_string());
    if (const auto* heard = entry.as<journal::OrderHeard>())
      return fmt::format("told by the venue, at its time {}", heard->report.at_venue.to_string());
    if (const auto* heard = entry.as<journal::FillHeard>())
      return fmt::format("told by the venue, at its time {}: its order is not of this journal",
                         heard->fill.at_venue.to_string());
    if (entry.as<journal::MarketDownloaded>() != nullptr) return "downloaded from the venue";
    if (entry.as<journal::FlowTaken>() != nullptr) return "asked for by the owner";
    if (entry.as<journal::BootBegan>() != nullptr) return "started by a person or a service manager";
    return "nothing in the journal led to it";
  }

  /// The last of some kinds before an entry that fits.
  template <class Fits>
  Found before(const StoredEntry& stored, std::set<std::string, std::less<>> kinds, Fits fits) {
    return journal_.find_last({.kinds = std::move(kinds), .before = stored.seq, .fits = fits});
  }

  Result<std::vector<StoredEntry>> causes_of(const StoredEntry& stored) {
    std::vector<StoredEntry> causes;
    const auto take = [&causes](Found found) -> Result<void> {
      BASIS_TRY(auto entry, std::move(found));
      const bool known =
          entry && std::ranges::any_of(causes, [&](const StoredEntry& one) { return one.seq == entry->seq; });
      if (entry && !known) causes.push_back(std::move(*entry));
      return ok();
    };
    if (stored.entry.cause.known()) {
      BASIS_TRY(take(journal_.at(stored.entry.cause)));
      return causes;
    }
    if (const auto* posting = stored.entry.as<journal::Posting>()) {
      BASIS_TRY(take(heard_of(stored, *posting)));
    } else if (const auto* fill = stored.entry.as<journal::FillHeard>()) {
      BASIS_TRY(take(sent_of(stored, fill->fill.id)));
    } else if (const auto* order = stored.entry.as<journal::OrderHeard>()) {
      BASIS_TRY(take(sent_of(stored, order->report.id)));
    } else if (const auto* sent = stored.entry.as<journal::CommandSent>()) {
      BASIS_TRY(take(sent->command.action == OrderAction::create ? pair_of(stored, sent->pair)
                                                                 : sent_of(stored, sent->command.id)));
    } else if (const auto* worked = stored.entry.as<journal::PairWorked>()) {
      BASIS_TRY(take(pair_of(stored, worked->figures.id)));
    } else if (const auto* stopped = stored.entry.as<journal::PairStopped>()) {
      BASIS_TRY(take(pair_of(stored, stopped->pair)));
    } else if (const auto* began = stored.entry.as<journal::PairBegan>()) {
      BASIS_TRY(take(made_of(stored, began->order, began->order.first)));
      if (began->order.second) {
        BASIS_TRY(take(made_of(stored, began->order, *began->order.second)));
      }
    }
    return causes;
  }

  /// What a posting follows from.
  Found heard_of(const StoredEntry& stored, const journal::Posting& posting) {
    if (!posting.reported) return std::optional<StoredEntry>();
    if (!posting.fill) return before(stored, {"account_heard", "fill_heard"}, nullptr);
    const std::string id = posting.fill->client_id;
    const Price price = posting.fill->fill.price;
    return before(stored, {"fill_heard"}, [id, price](const JournalEntry& entry) {
      const OrderEffect& fill = entry.as<journal::FillHeard>()->fill;
      return fill.id.view() == id && fill.price == price;
    });
  }

  Found sent_of(const StoredEntry& stored, const ClientOrderId& id) {
    return before(stored, {"command_sent"}, [id](const JournalEntry& entry) {
      const OrderCommand& command = entry.as<journal::CommandSent>()->command;
      return command.id == id && command.action == OrderAction::create;
    });
  }

  /// Ids of pairs are unique within a boot.
  Found pair_of(const StoredEntry& stored, std::uint64_t pair) {
    if (pair == 0) return std::optional<StoredEntry>();
    return before(stored, {"pair_began"},
                  [pair](const JournalEntry& entry) { return entry.as<journal::PairBegan>()->order.id == pair; });
  }

  /// The order of the plan that a leg carries out; of a twin, what the venue closed.
  Found made_of(const StoredEntry& stored, const PairOrder& pair, const PairLeg& leg) {
    if (pair.twin)
      return before(stored, {"account_heard"}, [](const JournalEntry& entry) {
        const AccountReportKind kind = entry.as<journal::AccountHeard>()->report.kind;
        return kind == AccountReportKind::liquidation || kind == AccountReportKind::deleveraging;
      });
    const std::string account(account_of(names_, leg.market));
    const bool buy = leg.side == OrderSide::buy;
    return before(stored, {"order_made"}, [this, account, buy](const JournalEntry& entry) {
      const Order& order = *entry.as<journal::OrderMade>()->order;
      return order.type == ExecutionType::cex_trade && order.buy == buy &&
             order.account.index() < names_.accounts.size() && names_.accounts[order.account.index()] == account;
    });
  }

  JournalReader& journal_;
  const JournalNames& names_;
  const StoryWorld& world_;
  std::set<std::int64_t> told_;
  std::string text_;
};

}  // namespace

Result<StoredEntry> find_journal_event(JournalReader& journal, const std::string& event) {
  std::optional<StoredEntry> found;
  if (const auto number = number_of(event)) {
    BASIS_TRY(found, journal.at(*number));
  } else if (event.starts_with(kLine)) {
    BASIS_TRY(found, journal.at_event(number_of(event.substr(kLine.size())).value_or(0)));
  } else {
    // A fill tells most, a report least.
    for (const auto* kind : {"posting", "fill_heard", "order_refused", "command_sent", "order_made", "order_heard"}) {
      BASIS_TRY(found, journal.find_last({.kinds = {kind}, .fits = [&event](const JournalEntry& entry) {
                                            return is_of_order(entry, event);
                                          }}));
      if (found) break;
    }
  }
  if (found) return std::move(*found);
  return Error(
      ErrorKind::usage,
      fmt::format("{}: '{}' is nothing of it (allowed: the number of an entry as journal show tells it, line:N "
                  "of events.jsonl, or the id of an order)",
                  journal.place(), event));
}

Result<std::string> tell_why(JournalReader& journal, const StoredEntry& asked, const JournalNames& names,
                             const StoryWorld& world) {
  return Story(journal, names, world).tell(asked);
}

}  // namespace basis
