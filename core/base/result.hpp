#pragma once

#include <boost/outcome/basic_result.hpp>
#include <boost/outcome/policy/terminate.hpp>
#include <boost/outcome/success_failure.hpp>
#include <boost/outcome/try.hpp>

#include "core/base/error.hpp"

namespace basis {

/// The return type of a function that can fail for an expected reason: a `T` or an
/// `Error`. Boost.Outcome marks the type [[nodiscard]]. Reading the value of a
/// failure, or the error of a success, terminates the program.
template <class T>
using Result = BOOST_OUTCOME_V2_NAMESPACE::basic_result<T, Error, BOOST_OUTCOME_V2_NAMESPACE::policy::terminate>;

/// The value of a successful `Result<void>`.
inline auto ok() { return BOOST_OUTCOME_V2_NAMESPACE::success(); }

}  // namespace basis

/// Returns the error of `f()` to the caller, or binds its value: `BASIS_TRY(auto x, f());`
#define BASIS_TRY(...) BOOST_OUTCOME_TRY(__VA_ARGS__)
