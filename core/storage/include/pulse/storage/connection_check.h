// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <functional>

namespace pulse {

/// One step on the way to a library, as it was tried. Steps come in this order; those after one that failed are
/// Skipped, those that a backend does not have never come.
struct ConnectionStep
{
    enum class Kind {
        Address,     ///< the URL and the profile's settings make sense
        Resolve,     ///< the host's name is found
        Connect,     ///< something answers there
        Certificate, ///< it is who it says it is
        Credentials, ///< it lets us in
        Place,       ///< the bucket, folder or repository is there, and a library in it or room for one
        Read,        ///< it may be read
        Write,       ///< it may be written: tried with something small that is removed again
        Clock,       ///< both clocks agree well enough
        Concurrency  ///< several writers at once are safe (conditional writes, claims); else only one may write
    };
    enum class Outcome { Passed, Warned, Failed, Skipped };

    Kind kind = Kind::Address;
    Outcome outcome = Outcome::Passed;
    QString what;   ///< what was found, a sentence: "The host dav.example was not found."
    QString advice; ///< what to do about it, a sentence; empty where nothing has to be done
};

/// Called after each step, from the calling thread.
using ConnectionReport = std::function<void(const ConnectionStep &)>;

} // namespace pulse
