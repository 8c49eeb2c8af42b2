#include "core/results/rebuild.hpp"
#include "core/results/event_line.hpp"

namespace basis {

Rebuilder::Rebuilder(const Universe& universe) : universe_(universe), book_(universe), postings_(universe, book_) {}
Rebuilder::~Rebuilder() = default;

/// What each kind of entry does to the state; most do nothing.
struct Rebuilder::Fold {
  Rebuilder& to;
  UtcTime time;

  Result<void> operator()(const journal::BootBegan& boot) const { return to.begin_boot(boot); }
  Result<void> operator()(const journal::KillSwitchSet& set) const {
    apply(set, to.made_.control);
    return ok();
  }
  Result<void> operator()(const journal::ControlTaken& taken) const {
    apply(taken, to.made_.control, time);
    return ok();
  }
  Result<void> operator()(const journal::FlowTaken& taken) const {
    apply(taken, to.made_.control);
    return ok();
  }
  Result<void> operator()(const journal::Posting& posting) const {
    apply(posting, to.made_.control);
    if (posting.reported) return ok();
    to.book_.post(posting.entry);
    if (posting.entry.kind == EntryKind::unexplained)
      for (const Movement& moved : posting.entry.movements)
        if (moved.to.instrument())
          to.book_.reconciler().count_booked(*moved.to.instrument(), moved.amount, posting.entry.time);
    return ok();
  }
  Result<void> operator()(const journal::CommandSent& sent) const {
    to.tracker_->send(sent.command, time, sent.deadline);
    const auto pair = to.made_.pairs.find(sent.pair);
    if (sent.command.action != OrderAction::create || pair == to.made_.pairs.end()) return ok();
    pair->second.orders.push_back({sent.command.id, sent.mid});
    ++pair->second.figures.orders;
    return ok();
  }
  Result<void> operator()(const journal::OrderHeard& heard) const {
    to.tracker_->apply(heard.report, time);
    return ok();
  }
  Result<void> operator()(const journal::MarketDownloaded& downloaded) const {
    apply_download(*to.tracker_, downloaded.download, time, [](const OrderTracker::Effects&) {});
    return ok();
  }
  Result<void> operator()(const journal::FillHeard& heard) const {
    to.postings_.apply(heard.fill, heard.fill.at_venue);
    to.count(heard);
    return ok();
  }
  Result<void> operator()(const journal::AccountHeard& heard) const {
    to.postings_.apply(heard.report, heard.report.at_venue);
    return ok();
  }
  Result<void> operator()(const journal::PairBegan& began) const {
    OpenPair& pair = to.made_.pairs[began.order.id];
    pair.order = began.order;
    pair.figures.id = began.order.id;
    pair.figures.started = time;
    pair.figures.left = began.order.coins;
    return ok();
  }
  Result<void> operator()(const journal::PairStopped& stopped) const {
    const auto pair = to.made_.pairs.find(stopped.pair);
    if (pair != to.made_.pairs.end()) pair->second.stopping = true;
    return ok();
  }
  Result<void> operator()(const journal::PairWorked& worked) const {
    to.made_.pairs.erase(worked.figures.id);
    return ok();
  }
  template <class Other>
  Result<void> operator()(const Other&) const {
    return ok();
  }
};

/// What was in flight when the boot before ended is in doubt from here on.
Result<void> Rebuilder::begin_boot(const journal::BootBegan& boot) {
  if (boot.names != journal_names(universe_))
    return Error(ErrorKind::usage, "the journal is of other instruments or markets");
  BASIS_TRY(const ClientOrderIds ids, ClientOrderIds::create(boot.node_id, boot.boot));
  OrderTracker tracker({}, ids, universe_.markets().size());
  if (tracker_) {
    BASIS_TRY(tracker.restore(tracker_->records()));
  }
  tracker_.emplace(std::move(tracker));
  made_.boot = boot;
  return ok();
}

/// As the pair's worker counts it: by market and side.
void Rebuilder::count(const journal::FillHeard& heard) {
  const auto found = made_.pairs.find(heard.pair);
  const OrderEffect& fill = heard.fill;
  if (found == made_.pairs.end() || fill.kind != EffectKind::filled || fill.size.sign() <= 0) return;
  const PairOrder& order = found->second.order;
  PairFigures& figures = found->second.figures;
  const bool second = order.second && fill.market == order.second->market;
  const PairLeg& leg = second ? *order.second : order.first;
  if (fill.market != leg.market) return;
  const bool forward = fill.side == leg.side;
  Quantity& net = second ? figures.net_second : figures.net_first;
  net = forward ? net + fill.size : net - fill.size;
  (second ? figures.second : figures.first) += fill.size;
  if (!forward) figures.unwound += fill.size;
  if (fill.liquidity == Liquidity::maker) figures.maker += fill.size;
  ++figures.fills;
}

Result<void> Rebuilder::take(const JournalEntry& entry) {
  const bool starts = entry.as<journal::BootBegan>() != nullptr;
  if (!tracker_ && !starts) return Error(ErrorKind::data, "the journal does not begin with a boot");
  std::uint32_t& last = made_.last_ids[entry.id.source];
  if (entry.id.number != last + 1) return Error(ErrorKind::data, "entries of the journal are missing");
  last = entry.id.number;
  return std::visit(Fold{*this, entry.time}, entry.body);
}

Result<void> Rebuilder::take_unwritten(const journal::CommandSent& sent, UtcTime time) {
  if (!tracker_) return Error(ErrorKind::data, "the journal does not begin with a boot");
  return Fold{*this, time}(sent);
}

Result<Rebuilt> Rebuilder::finish() {
  if (!tracker_) return Error(ErrorKind::data, "the journal is empty");
  made_.book = book_.record();
  made_.postings = postings_.record();
  made_.tracker = tracker_->records();
  return std::move(made_);
}

}  // namespace basis
