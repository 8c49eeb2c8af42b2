#pragma once

#include <string>
#include <string_view>

#include "core/results/alert_book.hpp"

namespace basis {

/// The run that alerts are of, as their receivers see it.
struct AlertOrigin {
  std::string start;  ///< of this start, unlike that of any other: the beginning of the ids
  std::string mode;
  std::string environment;
  std::string against;  ///< "sim" or "real"
  std::string host;
  std::string folder;
};

/// A notice as it is sent. Every try has the same bytes.
struct AlertMessage {
  std::string id;  ///< the same with every try, and of no other notice
  AlertNotice notice;
  std::string text;  ///< one line for a person that needs nothing else
  std::string json;
};

/// `dropped`: notices before this one that the receiver will never get.
AlertMessage make_alert_message(const AlertOrigin& origin, const AlertNotice& notice, std::uint64_t dropped);

}  // namespace basis
