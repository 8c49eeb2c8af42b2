#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "actors/drivers/replay_input.hpp"
#include "venues/registry.hpp"
#include "venues/simulated_exchanges.hpp"

namespace basis::sim {

/// Markets that follow recordings: order books, trades, marks and funding as they were received, moved to the run's
/// time. Frames of markets that are not simulated are left out. At its end it stops, or begins anew.
class RecordedMarket final : public MarketSource {
 public:
  /// `exchanges` outlives it. Data error: nothing can be read, or nothing is about a simulated market.
  static Result<std::unique_ptr<RecordedMarket>> open(const std::vector<std::string>& files, bool loops,
                                                      SimulatedExchanges& exchanges, UtcTime start);

  [[nodiscard]] std::optional<UtcTime> next() const override { return next_; }
  void step(Marketplace& markets) override;

 private:
  /// A market's order book as its recording joins it.
  struct Followed {
    std::unique_ptr<OrderBook> book;
    bool shown = false;            ///< the marketplace has it
    std::uint32_t connection = 0;  ///< the newest that fed it
  };
  RecordedMarket() = default;
  Result<void> begin(UtcTime start);
  void read_next();
  void lose_connection();
  void take(Marketplace& markets, const BookEvent& event);
  void take(Marketplace& markets, const PublicTrade& trade);
  void take(Marketplace& markets, const MarkPrice& mark);
  void take(Marketplace& markets, const FundingRate& funding);
  void take(Marketplace&, const BestQuote&) {}
  void take(Marketplace&, const TickerChange&) {}
  void take(Marketplace&, const ControlMessage&) {}

  std::vector<std::filesystem::path> files_;
  bool loops_ = false;
  const Universe* universe_ = nullptr;
  std::unique_ptr<ReplayInput> input_;
  std::map<FeedVenue, AnyDecoder> decoders_;
  std::map<MarketId, Followed> followed_;
  std::map<FeedVenue, std::vector<FeedSymbol>> symbols_;  ///< that are followed
  std::map<MarketId, UtcTime> paid_;                      ///< the payment that was told last
  ReplayFrame frame_;
  Nanos shift_{};  ///< from the recording's time to ours
  UtcTime at_;
  std::optional<UtcTime> next_;
};

}  // namespace basis::sim
