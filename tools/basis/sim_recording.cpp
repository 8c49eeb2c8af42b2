#include "tools/basis/sim_recording.hpp"

#include <fmt/format.h>

#include "venues/feed_markets.hpp"

namespace basis::sim {

Result<std::unique_ptr<RecordedMarket>> RecordedMarket::open(const std::vector<std::string>& files, bool loops,
                                                             SimulatedExchanges& exchanges, UtcTime start) {
  std::unique_ptr<RecordedMarket> made(new RecordedMarket());
  made->files_.assign(files.begin(), files.end());
  made->loops_ = loops;
  made->universe_ = &exchanges.universe();
  BASIS_TRY(made->begin(start));
  if (!made->frames_->follows_any())
    return Error(ErrorKind::data, "--market: the recordings have none of the simulated markets");
  return made;
}

/// Opens the recordings; their first frame is received at `start`.
Result<void> RecordedMarket::begin(UtcTime start) {
  BASIS_TRY(input_, ReplayInput::open(files_, std::nullopt));
  std::map<FeedVenue, std::vector<FeedSymbol>> symbols;
  for (const SeenSymbol& seen : input_->symbols()) {
    const FeedVenueInfo& info = feed_venue_info(seen.venue);
    if (const auto market = universe_->find(info.configuration, product_of(info, seen.native), seen.native))
      symbols[seen.venue].push_back({seen.native, *market});
  }
  frames_ = std::make_unique<MarketFrames>(*universe_);
  BASIS_TRY(frames_->follow(symbols));
  shift_ = start - input_->first();
  read_next();
  return ok();
}

void RecordedMarket::read_next() {
  const auto read = input_->next(frame_);
  next_ = read && read.value() ? std::optional(frame_.frame.received + shift_) : std::nullopt;
}

void RecordedMarket::step(Marketplace& markets) {
  at_ = *next_;
  if (frame_.venue && frame_.frame.ends_connection())
    frames_->lose_connection(markets, *frame_.venue, frame_.frame.connection, at_);
  else if (frame_.venue)
    frames_->take(markets, *frame_.venue, frame_.frame, at_, shift_);
  read_next();
  // A loop pauses for a second, so that its books join anew in order.
  if (!next_ && loops_ && !begin(at_ + kSecond)) next_.reset();
}

}  // namespace basis::sim
