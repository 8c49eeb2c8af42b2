#pragma once

#include <tuple>
#include <type_traits>

#include "actors/lanes/pooled_message.hpp"

namespace basis {
namespace detail {

template <class Function>
struct HandlerTerms;
template <class Owner, class Returned, class Argument>
struct HandlerTerms<Returned (Owner::*)(Argument) const> {
  using Message = std::remove_cvref_t<Argument>;
  static constexpr bool kAnswers = !std::is_void_v<Returned>;
};

/// Calls `handler` when `element` is a pooled message of its type. Returns whether it did.
template <class Handler>
bool handle_pooled(const Handler& handler, caf::mailbox_element& element) {
  using Terms = HandlerTerms<decltype(&Handler::operator())>;
  if constexpr (Terms::kAnswers || !std::is_trivially_copyable_v<typename Terms::Message>) {
    return false;  // messages with an answer are sent as CAF's own messages, not pooled
  } else {
    const auto* message = PooledMessage<typename Terms::Message>::of(element);
    if (message == nullptr) return false;
    handler(*message);
    return true;
  }
}

}  // namespace detail

/// Makes CAF's behavior from the table of an actor's handlers, each for one message type.
template <class Behavior, class... Handlers>
Behavior behavior_of(std::tuple<Handlers...> handlers) {
  return std::apply([](auto&... each) { return Behavior{std::move(each)...}; }, handlers);
}

/// Handles a pooled message with the same table; the handler is found by the type of the element
/// only. False when it is no pooled message or has no handler here.
template <class... Handlers>
bool handle_pooled(const std::tuple<Handlers...>& handlers, caf::mailbox_element& element) {
  return std::apply([&](const auto&... each) { return (detail::handle_pooled(each, element) || ...); }, handlers);
}

}  // namespace basis
