// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/sync/sync_messages.h"

#include "pulse/storage/unknown_host.h"

#include <QLocale>
#include <QPointer>

namespace pulse::ui {
using namespace Qt::StringLiterals;

SyncMessages::SyncMessages(MessageBar *messages, QObject *parent)
    : QObject(parent)
    , m_messages(messages)
{
    m_clock.setSingleShot(true);
    connect(&m_clock, &QTimer::timeout, this, [this] {
        for (const auto &[session, told] : m_told) {
            const auto trouble = told.trouble.isEmpty()
                                     ? std::nullopt
                                     : syncTrouble(session->sync()->status(), session->title(), session->sync()->now());
            if (trouble)
                m_messages->setText(troubleKey(*session), trouble->text);
        }
        schedule();
    });
}

SyncMessages::~SyncMessages() = default;

QString SyncMessages::troubleKey(const LibrarySession &session)
{
    return u"sync:"_s + session.info().url.toString();
}

QString SyncMessages::conflictsKey(const LibrarySession &session)
{
    return u"conflicts:"_s + session.info().url.toString();
}

void SyncMessages::follow(LibrarySession *session)
{
    if (!session->sync() || m_told.contains(session))
        return;
    m_told.emplace(session, Told());
    connect(session->sync(), &LibrarySync::statusChanged, this, [this, session] { update(session); });
    update(session);
}

void SyncMessages::forget(LibrarySession *session)
{
    if (m_told.erase(session) == 0)
        return;
    session->sync()->disconnect(this);
    m_messages->dismiss(troubleKey(*session));
    m_messages->dismiss(conflictsKey(*session));
    schedule();
}

void SyncMessages::remind(LibrarySession *session)
{
    if (const auto told = m_told.find(session); told != m_told.end() && !m_messages->isShowing(troubleKey(*session))) {
        told->second.trouble.clear();
        update(session);
    }
}

void SyncMessages::update(LibrarySession *session)
{
    Told &told = m_told.at(session);
    tellTrouble(session, told);
    tellConflicts(session, told);
    schedule();
}

void SyncMessages::tellTrouble(LibrarySession *session, Told &told)
{
    const QString key = troubleKey(*session);
    const auto trouble = syncTrouble(session->sync()->status(), session->title(), session->sync()->now());
    if (!trouble) {
        told.trouble.clear();
        m_messages->dismiss(key);
        return;
    }
    if (told.trouble == trouble->identity) {
        m_messages->setText(key, trouble->text);
        return;
    }
    told.trouble = trouble->identity;
    m_messages->post(key, trouble->kind, trouble->text, {wayOut(session, *trouble)});
}

MessageBar::Action SyncMessages::wayOut(LibrarySession *session, const SyncTrouble &trouble)
{
    const QPointer guard(session);
    if (trouble.isQuestion)
        return {tr("Look…"), [this, guard] {
                    if (guard)
                        emit questionRequested(guard);
                }};
    const auto &error = session->sync()->status().error;
    if (error && UnknownHost::of(*error))
        return {tr("Look at the key…"), [this, guard, met = *error] {
                    if (guard)
                        emit hostMet(guard, met);
                }};
    return {tr("Try now"), [this, guard] {
                if (guard)
                    tryNow(guard);
            }};
}

void SyncMessages::tellConflicts(LibrarySession *session, Told &told)
{
    const qint64 conflicts = session->sync()->status().conflicts;
    if (conflicts == told.conflicts)
        return;
    const QString key = conflictsKey(*session);
    const bool isMore = conflicts > told.conflicts;
    const bool isShowing = m_messages->isShowing(key);
    told.conflicts = conflicts;
    const QString text =
        conflicts == 1
            ? tr("1 prompt in “%1” was changed in both places. Both versions are kept.").arg(session->title())
            : tr("%1 prompts in “%2” were changed in both places. All versions are kept.")
                  .arg(QLocale().toString(conflicts), session->title());
    if (conflicts == 0)
        m_messages->dismiss(key);
    else if (isShowing)
        m_messages->setText(key, text);
    else if (isMore)
        m_messages->post(key, MessageBar::Kind::Warning, text, {{tr("Choose…"), [this, guard = QPointer(session)] {
                                                                     if (guard)
                                                                         emit conflictsRequested(guard);
                                                                 }}});
}

void SyncMessages::tryNow(LibrarySession *session)
{
    // The message went with its button; it comes back and says that it is being tried.
    session->sync()->synchronise();
    remind(session);
}

/// The next second, or minute, in which a text is not right any more.
void SyncMessages::schedule()
{
    std::chrono::milliseconds soonest(0);
    for (const auto &[session, told] : m_told) {
        if (told.trouble.isEmpty() || !m_messages->isShowing(troubleKey(*session)))
            continue;
        const auto lasts = syncTextLasts(session->sync()->status(), session->sync()->now());
        if (lasts.count() > 0 && (soonest.count() == 0 || lasts < soonest))
            soonest = lasts;
    }
    if (soonest.count() > 0)
        m_clock.start(soonest);
    else
        m_clock.stop();
}

} // namespace pulse::ui
