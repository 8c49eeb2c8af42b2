#pragma once

#include "actors/live/chain_client.hpp"
#include "venues/chain/payments_in.hpp"
#include "venues/chain/simulation.hpp"

namespace basis {

/// One contract order on its way: planned on a fresh reading and tried, then sent transaction by transaction, then read
/// back. Transactions have the ids ID-1, ID-2, ... of what is allowed first, ID-main, and ID-after-1, ...: what an
/// earlier boot has sent of it goes on as it was.
class ChainClient::Run final : public std::enable_shared_from_this<ChainClient::Run> {
 public:
  Run(ChainClient& client, OrderPtr order, PositionSet held, Done done)
      : client_(client), order_(std::move(order)), held_(std::move(held)), done_(std::move(done)) {}

  void start() { take_up(1); }
  [[nodiscard]] bool over() const { return over_; }

 private:
  /// A transaction of the order that is in the chain.
  struct Mined {
    std::uint64_t block = 0;
    Amount gas;  ///< ether
    std::uint64_t gas_used = 0;
  };
  using Outcome = std::function<void(const chain::LaneOutcome& outcome)>;
  void take_up(std::size_t number);
  void plan();
  void planned(const ChainPortfolio& portfolio);
  void try_out();
  void tried(const std::vector<chain::SimulatedCall>& answers);
  void allow(std::size_t index);
  void send_main();
  void behind(std::size_t number);
  void send(const std::string& id, chain::LaneRequest request, const Outcome& next);
  void send_call(const std::string& id, const chain::ContractCall& call, const Outcome& next);
  void ask(const PortfolioQuestion& question, const std::function<void(const Result<ChainPortfolio>&)>& heard);
  void refuse(std::string reason);
  void read_back();
  void compare(const ChainReading* before, const ChainReading& after);
  void look_for_payments();
  void without_knowing(const std::string& why);
  void without(const chain::PaymentsIn& paid);
  [[nodiscard]] std::vector<chain::Token> wallet_tokens() const;
  void tell(const ChainReading& after) const;
  [[nodiscard]] ChainReading booked() const;
  void read_back_again(const std::string& why);
  void end(std::vector<Amount> change);
  [[nodiscard]] std::string id(std::string_view part) const;
  /// `work` unless the run is gone.
  template <class Work>
  [[nodiscard]] auto guarded(Work work) {
    return [work = std::move(work), run = weak_from_this(), alive = client_.alive_](const auto& answer) {
      const auto kept = run.lock();
      if (*alive && kept != nullptr) work(answer);
    };
  }

  ChainClient& client_;
  OrderPtr order_;
  PositionSet held_;
  Done done_;
  std::size_t numbered_ = 0;                  ///< transactions before the main one that were sent
  std::vector<chain::ContractCall> earlier_;  ///< those of an earlier boot
  ChainOrderPlan plan_;
  std::vector<Mined> mined_;
  std::string refusal_;
  int lookings_ = 0;  ///< at the state around the transactions
  std::optional<ChainReading> before_;
  std::vector<Amount> change_;  ///< by InstrumentId
  int payment_lookings_ = 0;    ///< that were not answered
  std::unique_ptr<net::Timer> again_;
  bool over_ = false;
};

}  // namespace basis
