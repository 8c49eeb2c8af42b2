#pragma once

#include <functional>
#include <string>

#include "core/execution/order.hpp"

namespace basis {

/// How a movement of money has ended.
struct MoneyMoved {
  OrderStatus status = OrderStatus::unknown;  ///< accepted: it has arrived
  std::string reason{};                       ///< of a refusal
  Amount fee{};                               ///< taken out of the amount by the exchange that it left
};
using MoneyDone = std::function<void(const MoneyMoved& moved)>;

/// The wallet's way into an exchange.
class Wallet {
 public:
  virtual ~Wallet() = default;
  /// Pays the order's amount of its token into the order's destination, under the order's id: once, however often it is
  /// asked. `done` is called once, when it is credited or refused.
  virtual void deposit(const Order& order, MoneyDone done) = 0;
  /// The owner of a simulated wallet pays into it, or is paid where the amount is negative. With a real one that is its
  /// owner's business, and this does nothing.
  virtual void owner_pays(const std::string& token, Amount amount) {
    static_cast<void>(token);
    static_cast<void>(amount);
  }
  /// Whether a payment is under way.
  [[nodiscard]] virtual bool moves() const = 0;
  /// The address that exchanges pay out to; empty: there is none.
  [[nodiscard]] virtual std::string address() const = 0;

 protected:
  Wallet() = default;
  Wallet(const Wallet&) = default;
  Wallet& operator=(const Wallet&) = default;
};

}  // namespace basis
