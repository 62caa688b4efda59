// SPDX-License-Identifier: Apache-2.0
#include "undo_controller.h"

#include "command_table.h"
#include "quick_pick.h"
#include "window_commands.h"

#include "pulse/ui/activity/activity_panel.h"
#include "pulse/ui/activity/activity_text.h"
#include "pulse/ui/common/message_bar.h"

#include <QApplication>
#include <QLineEdit>
#include <QPlainTextEdit>

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {

const QString offerKey = u"undo"_s;

bool takesText(const QWidget *widget)
{
    if (const auto *line = qobject_cast<const QLineEdit *>(widget))
        return !line->isReadOnly();
    if (const auto *text = qobject_cast<const QPlainTextEdit *>(widget))
        return !text->isReadOnly();
    return false;
}

template <typename Ancestor>
bool liesIn(const QWidget *widget)
{
    while (widget && !qobject_cast<const Ancestor *>(widget))
        widget = widget->parentWidget();
    return widget != nullptr;
}

} // namespace

UndoController::UndoController(Parts parts, QObject *parent)
    : QObject(parent)
    , m_parts(parts)
{
    m_offerTime.setSingleShot(true);
    m_offerTime.setInterval(std::chrono::seconds(20));
    connect(&m_offerTime, &QTimer::timeout, this, [this] { m_parts.messages->dismiss(offerKey); });
    connect(m_parts.libraries, &LibraryManager::opened, this, &UndoController::follow);
    connect(m_parts.libraries, &LibraryManager::currentChanged, this, [this] {
        m_parts.messages->dismiss(offerKey);
        if (m_panel)
            m_panel->setLog(log());
        update();
    });
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget *, const QWidget *now) {
        // What is chosen from a list over the window is meant for what had the focus before.
        if (now && !liesIn<QuickPick>(now) && !liesIn<ActivityPanel>(now))
            update();
    });
}

UndoController::~UndoController() = default;

ActivityLog *UndoController::log() const
{
    const LibrarySession *session = m_parts.libraries->current();
    return session ? &session->activities() : nullptr;
}

void UndoController::follow(LibrarySession *session)
{
    ActivityLog *log = &session->activities();
    connect(log, &ActivityLog::added, this, [this, log](quint64 id) {
        offer(*log, id);
        update();
    });
    connect(log, &ActivityLog::changed, this, [this, log](quint64 id) {
        if (const Activity *activity = log->find(id); id == m_offered && activity && !activity->canUndo())
            m_parts.messages->dismiss(offerKey);
        update();
    });
    connect(log, &ActivityLog::refused, this, [this](quint64, const Error &error) {
        m_parts.messages->post(offerKey, MessageBar::Kind::Warning, error.message());
        m_offerTime.stop();
    });
    update();
}

void UndoController::offer(ActivityLog &log, quint64 id)
{
    const Activity *activity = log.find(id);
    m_offered = id;
    if (!activity->canUndo()) {
        m_parts.messages->post(offerKey, MessageBar::Kind::Success, describeActivity(*activity));
        return;
    }
    m_parts.messages->post(offerKey, MessageBar::Kind::Information, describeActivity(*activity),
                           {{tr("Undo"), [held = QPointer(&log), id] {
                                 if (held)
                                     held->undo(id);
                             }}});
    m_offerTime.start();
}

UndoController::Target UndoController::target() const
{
    const QWidget *focus = QApplication::focusWidget();
    if (takesText(focus))
        return m_parts.document->isAncestorOf(focus) ? Target::Editor : Target::Field;
    return Target::Library;
}

void UndoController::turn(bool back)
{
    const DocumentInfo info = m_parts.document->current();
    Target where = target();
    const ActivityLog *activities = log();
    const bool nothing = !activities || !(back ? activities->nextUndo() : activities->nextRedo());
    if (where == Target::Library && nothing && (back ? info.canUndo : info.canRedo))
        where = Target::Editor;
    switch (where) {
    case Target::Editor:
        back ? m_parts.document->undo() : m_parts.document->redo();
        break;
    case Target::Field:
        QMetaObject::invokeMethod(QApplication::focusWidget(), back ? "undo" : "redo");
        break;
    case Target::Library:
        if (nothing)
            return;
        if (back)
            log()->undo(activities->nextUndo()->id);
        else
            log()->redo(activities->nextRedo()->id);
        break;
    }
}

void UndoController::undo()
{
    turn(true);
}

void UndoController::redo()
{
    turn(false);
}

void UndoController::update()
{
    const DocumentInfo info = m_parts.document->current();
    const Target where = target();
    const ActivityLog *activities = log();
    const auto show = [&](QLatin1StringView id, const Activity *next, bool inText, const QString &plain,
                          const QString &named, const QString &reason) {
        QAction *action = (*m_parts.commands)[id];
        const bool library = where == Target::Library && next;
        QString text = library ? named : plain;
        action->setText(library ? text.replace(u'&', u"&&"_s) : text);
        m_parts.commands->setPossible(id, library || where == Target::Field || inText, reason);
    };
    const Activity *back = activities ? activities->nextUndo() : nullptr;
    const Activity *again = activities ? activities->nextRedo() : nullptr;
    show(command::undo, back, info.canUndo, tr("&Undo"), back ? undoActivityText(*back) : QString(),
         tr("There is nothing to take back."));
    show(command::redo, again, info.canRedo, tr("&Redo"), again ? redoActivityText(*again) : QString(),
         tr("There is nothing to make again."));
}

void UndoController::showActivities()
{
    if (!m_panel)
        m_panel = new ActivityPanel(m_parts.window);
    m_panel->setLog(log());
    m_panel->popUp();
}

} // namespace pulse::ui
