// SPDX-License-Identifier: Apache-2.0
#include "history.h"
#include "linearizable.h"

#include "pulse/model/version.h"

#include <QMap>

using namespace Qt::StringLiterals;

namespace pulse::system_test {
namespace {

bool mayBeRemoved(const QString &name)
{
    return name.startsWith(u't');
}

QString describe(const Event &event)
{
    return u"%1 %2 %3 %4 (%5) by %6: %7 %8"_s.arg(event.kind, event.name, event.version, event.value)
        .arg(event.begin)
        .arg(event.worker, event.outcome, event.answer);
}

struct Checker
{
    const std::vector<Event> &events;
    const FinalState &end;
    QStringList wrong;

    void oneWinner()
    {
        QHash<QString, const Event *> winners;
        QHash<QString, QSet<QString>> candidates; ///< contents whose storing may have happened
        for (const Event &event : events) {
            if (event.kind != u"store"_s || mayBeRemoved(event.name))
                continue;
            const QString key = event.name + u'@' + event.version;
            if (event.outcome == u"unknown"_s)
                candidates[key].insert(event.value);
            if (event.outcome != u"ok"_s)
                continue;
            if (winners.contains(key))
                wrong.append(u"two winners: "_s + describe(*winners[key]) + u" and "_s + describe(event));
            winners.insert(key, &event);
            candidates[key].insert(event.value);
        }
        for (auto it = winners.cbegin(); it != winners.cend(); ++it) {
            if (end.contents.value(it.key()) != it.value()->value)
                wrong.append(u"what was published is not there: "_s + describe(*it.value()));
        }
        for (auto it = end.contents.cbegin(); it != end.contents.cend(); ++it) {
            if (!mayBeRemoved(it.key()) && !candidates[it.key()].contains(it.value()))
                wrong.append(u"%1 holds “%2”, which nobody stored there"_s.arg(it.key(), it.value()));
        }
        readsOfVersions(winners);
    }

    void readsOfVersions(const QHash<QString, const Event *> &winners)
    {
        for (const Event &event : events) {
            const bool isCached = event.kind == u"cached-fetch"_s;
            if ((event.kind != u"fetch"_s && !isCached) || mayBeRemoved(event.name) || event.end == 0)
                continue;
            const QString key = event.name + u'@' + event.version;
            const Event *winner = winners.value(key);
            if (event.outcome == u"not-found"_s && winner != nullptr && winner->end < event.begin &&
                (!isCached || winner->worker == event.worker))
                wrong.append(u"not seen although it was published before: "_s + describe(event));
            if (event.outcome == u"ok"_s && event.answer != end.contents.value(key))
                wrong.append(u"a version was seen that is another now: "_s + describe(event));
            if (event.outcome == u"corrupt"_s)
                wrong.append(u"damage was seen: "_s + describe(event));
            if (event.outcome == u"ok"_s && winner != nullptr && event.end < winner->begin)
                wrong.append(u"seen before it was published: "_s + describe(event));
        }
    }

    // Whoever asks for the latest sees no less than what was published before the question. Sweeps over the times, so
    // that a million events are looked at once each.
    void latestNeverGoesBack()
    {
        QMap<qint64, std::vector<const Event *>> published; // by end
        std::vector<const Event *> asked;
        for (const Event &event : events) {
            if (event.kind == u"store"_s && event.outcome == u"ok"_s && !mayBeRemoved(event.name))
                published[event.end].push_back(&event);
            if (event.kind == u"latest"_s && event.outcome == u"ok"_s && !mayBeRemoved(event.name))
                asked.push_back(&event);
        }
        std::ranges::sort(asked, {}, &Event::begin);
        QHash<QString, Version> highest;
        auto next = published.cbegin();
        for (const Event *event : asked) {
            for (; next != published.cend() && next.key() < event->begin; ++next) {
                for (const Event *store : next.value()) {
                    const auto version = Version::parse(store->version);
                    const auto known = highest.find(store->name);
                    if (version && (known == highest.end() || *known < *version))
                        highest.insert(store->name, *version);
                }
            }
            const auto seen = Version::parse(event->answer);
            const auto known = highest.constFind(event->name);
            if (known != highest.cend() && (!seen || *seen < *known))
                wrong.append(u"latest lags behind %1: %2"_s.arg(known->toString(), describe(*event)));
        }
    }

    void latestKnowsItsOwn()
    {
        QHash<QString, Version> highest; // of a worker in a prompt
        for (const Event &event : events) {
            const QString key = event.worker + u' ' + event.name;
            const bool isStore = event.kind == u"store"_s;
            if (event.outcome != u"ok"_s || mayBeRemoved(event.name) || (!isStore && event.kind != u"cached-latest"_s))
                continue;
            const auto version = Version::parse(isStore ? event.version : event.answer);
            const auto known = highest.find(key);
            if (!isStore && known != highest.end() && (!version || *version < *known))
                wrong.append(u"latest lags behind its own %1: %2"_s.arg(known->toString(), describe(event)));
            if (isStore && version && (known == highest.end() || *known < *version))
                highest.insert(key, *version);
        }
    }

    void labels()
    {
        QMap<QString, std::vector<RegisterOperation>> histories;
        for (const Event &event : events) {
            if (event.kind != u"label"_s && event.kind != u"label-read"_s)
                continue;
            if (event.outcome == u"refused"_s || (event.kind == u"label-read"_s && event.end == 0))
                continue;
            RegisterOperation operation;
            operation.begin = event.begin;
            operation.end = event.end;
            operation.isRead = event.kind == u"label-read"_s;
            operation.expected = operation.isRead ? event.answer : event.value;
            operation.value = event.version;
            operation.succeeded = event.outcome == u"ok"_s;
            operation.isUnknown = event.end == 0 || event.outcome == u"unknown"_s;
            histories[event.name].push_back(operation);
        }
        for (auto it = histories.begin(); it != histories.end(); ++it) {
            RegisterOperation last;
            last.begin = std::numeric_limits<qint64>::max() - 1;
            last.end = std::numeric_limits<qint64>::max();
            last.isRead = true;
            last.succeeded = true;
            last.expected = end.labels.value(it.key(), u"-"_s);
            it.value().push_back(last);
            if (!isLinearizable(it.value(), u"-"_s))
                wrong.append(
                    u"the history of the label of %1 (%2 operations) cannot have happened in any order"_s.arg(it.key())
                        .arg(it.value().size()));
        }
    }

    // A tag belongs to one worker, so that what it was told last holds, whatever the others did to the same version.
    void tags()
    {
        QHash<QString, const Event *> last;
        QSet<QString> uncertain;
        for (const Event &event : events) {
            if ((event.kind != u"tag"_s && event.kind != u"untag"_s) || event.outcome == u"refused"_s)
                continue;
            const QString key = event.name + u'@' + event.version + u' ' + event.value;
            if (event.outcome == u"ok"_s)
                uncertain.remove(key);
            else
                uncertain.insert(key);
            last.insert(key, &event);
        }
        for (auto it = last.cbegin(); it != last.cend(); ++it) {
            if (uncertain.contains(it.key()))
                continue;
            const Event &event = *it.value();
            const bool isThere = end.tags.value(event.name + u'@' + event.version).contains(event.value);
            if (isThere != (event.kind == u"tag"_s))
                wrong.append(u"a change of metadata was lost: "_s + describe(event));
        }
    }

    // Nothing that was acknowledged is lost: what may be removed is in its place or in the trash.
    void nothingLost()
    {
        for (const Event &event : events) {
            if (event.kind == u"store"_s && event.outcome == u"ok"_s && !end.kept.contains(event.value))
                wrong.append(u"an acknowledged content is lost: "_s + describe(event));
        }
    }
};

} // namespace

QStringList checkHistory(const std::vector<Event> &events, const FinalState &end)
{
    Checker checker{events, end, {}};
    checker.oneWinner();
    checker.latestNeverGoesBack();
    checker.latestKnowsItsOwn();
    checker.labels();
    checker.tags();
    checker.nothingLost();
    return checker.wrong;
}

} // namespace pulse::system_test
