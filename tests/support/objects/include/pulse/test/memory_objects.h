// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/clock.h"
#include "pulse/objects/object_client.h"

#include <functional>
#include <memory>

namespace pulse::test {

/// One call of a client, as it is about to happen.
struct ObjectCall
{
    enum class Kind { Get, Head, Put, Remove, Copy, Claim, Unclaim, List };
    Kind kind = Kind::Get;
    QString key; ///< or the prefix of a listing
    QString to;  ///< of a copy

    [[nodiscard]] bool changes() const { return kind != Kind::Get && kind != Kind::Head && kind != Kind::List; }
    [[nodiscard]] QString toString() const;
};

/// What a call meets.
enum class ObjectFate {
    Happens,
    Fails,        ///< nothing was done, and that is certain
    Full,         ///< refused, because there is no room
    LostBefore,   ///< no answer; it was not done and never will be
    LostAfter,    ///< no answer; it was done
    Late,         ///< no answer; it is done when release() is called
    EmptyListing, ///< a listing that leaves out everything
    CutListing,   ///< a listing whose second half fails
    Gone,         ///< as if the place itself were not there
};

/// The objects that several clients see. Thread-safe; every call is one step that nothing divides, but for a put with
/// a condition where the store is not able to decide: that looks in one step and puts in another, as many servers do.
class ObjectServer
{
public:
    struct Options
    {
        ObjectAbilities abilities;
        bool ignoresConditions = false;     ///< as some servers do, without saying so
        int pageSize = 1000;                ///< at most so many a page
        std::shared_ptr<const Clock> clock; ///< the server's own; null is the system's
    };
    explicit ObjectServer(Options options);
    ~ObjectServer();

    /// Asked before each call of each client, from the client's thread, outside of any lock.
    using Director = std::function<ObjectFate(int client, const ObjectCall &call)>;
    void direct(Director director);
    /// Carries out what is late.
    void release();

    /// What there is, for a test to look at or to change behind everybody's back.
    [[nodiscard]] std::map<QString, QByteArray> objects() const;
    void set(const QString &key, const QByteArray &bytes);
    void erase(const QString &key);
    /// Moves the time of everything that is there into the past, as if so much time had gone by at the server.
    void age(std::chrono::milliseconds by);

    [[nodiscard]] static std::shared_ptr<ObjectClient> connect(const std::shared_ptr<ObjectServer> &server, int client);

private:
    friend class MemoryObjectClient;
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace pulse::test
