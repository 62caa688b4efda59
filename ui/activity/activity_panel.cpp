// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/activity/activity_panel.h"

#include "activity_delegate.h"
#include "pulse/ui/activity/activity_model.h"
#include "pulse/ui/common/empty_state.h"
#include "pulse/ui/common/format.h"
#include "pulse/ui/common/icons.h"
#include "pulse/ui/common/time_updates.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QListView>
#include <QStackedWidget>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace pulse::ui {

namespace {
constexpr int widest = 560;
constexpr int highest = 420;
constexpr int aboveTheFoot = 32; // leaves the status bar free
} // namespace

ActivityPanel::ActivityPanel(QWidget *window)
    : QFrame(window)
    , m_model(new ActivityModel(this))
    , m_view(new QListView)
    , m_pages(new QStackedWidget)
{
    setFrameShape(QFrame::StyledPanel);
    setAutoFillBackground(true);
    setAccessibleName(tr("Activity"));
    auto *title = new QLabel(tr("Activity"));
    QFont font = title->font();
    font.setWeight(QFont::DemiBold);
    title->setFont(font);
    auto *close = new QToolButton;
    close->setIcon(icon("close"_L1));
    close->setAutoRaise(true);
    close->setToolTip(tr("Close (Esc)"));
    close->setAccessibleName(tr("Close"));
    auto *head = new QHBoxLayout;
    head->setContentsMargins(innerSpacing, gridUnit, gridUnit, gridUnit);
    head->addWidget(title, 1);
    head->addWidget(close);

    auto *delegate = new ActivityDelegate(m_view);
    m_view->setModel(m_model);
    new TimeUpdates(m_view, [this] {
        m_view->viewport()->update();
        return TimeUpdates::longest;
    });
    m_view->setItemDelegate(delegate);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setUniformItemSizes(true);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->setAccessibleName(tr("What was done to this library"));
    m_view->installEventFilter(this);
    auto *empty = new EmptyState;
    empty->setContent(icon("history"_L1), tr("Nothing was done yet"),
                      tr("What you do to this library is listed here, to be taken back."));
    m_pages->addWidget(empty);
    m_pages->addWidget(m_view);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(1, 1, 1, 1);
    column->setSpacing(0);
    column->addLayout(head);
    column->addWidget(m_pages, 1);

    connect(close, &QToolButton::clicked, this, &ActivityPanel::dismiss);
    connect(delegate, &ActivityDelegate::buttonClicked, m_model, &ActivityModel::turn);
    connect(m_model, &QAbstractItemModel::modelReset, this, &ActivityPanel::showPage);
    connect(m_model, &QAbstractItemModel::rowsInserted, this, &ActivityPanel::showPage);
    connect(m_model, &QAbstractItemModel::rowsRemoved, this, &ActivityPanel::showPage);
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget *, QWidget *now) { focusMoved(now); });
    window->installEventFilter(this);
    hide();
}

ActivityPanel::~ActivityPanel() = default;

void ActivityPanel::setLog(ActivityLog *log)
{
    m_model->setLog(log);
}

void ActivityPanel::popUp()
{
    if (!isVisible())
        m_returnTo = QApplication::focusWidget();
    showPage();
    place();
    show();
    raise();
    m_view->setCurrentIndex(m_model->index(0));
    m_pages->currentWidget()->setFocusPolicy(Qt::StrongFocus);
    m_pages->currentWidget()->setFocus(Qt::ShortcutFocusReason);
}

void ActivityPanel::dismiss()
{
    if (!isVisible())
        return;
    const bool hadFocus = isAncestorOf(QApplication::focusWidget());
    const QPointer<QWidget> back = m_returnTo;
    m_returnTo.clear();
    hide();
    if (hadFocus && back && back->isVisible())
        back->setFocus(Qt::PopupFocusReason);
}

void ActivityPanel::showPage()
{
    m_pages->setCurrentIndex(m_model->rowCount() > 0 ? 1 : 0);
}

void ActivityPanel::place()
{
    const QWidget *over = parentWidget();
    const int width = std::min(widest, over->width() - 2 * groupSpacing);
    const int height = std::min(highest, over->height() - 2 * aboveTheFoot);
    setGeometry(over->width() - groupSpacing - width, over->height() - aboveTheFoot - height, width, height);
}

void ActivityPanel::focusMoved(QWidget *now)
{
    if (isVisible() && now && now->window() == window() && now != this && !isAncestorOf(now))
        dismiss();
}

bool ActivityPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == parentWidget() && event->type() == QEvent::Resize && isVisible())
        place();
    if (watched == m_view && event->type() == QEvent::KeyPress) {
        switch (static_cast<QKeyEvent *>(event)->key()) {
        case Qt::Key_Return:
        case Qt::Key_Enter:
        case Qt::Key_Space:
            m_model->turn(m_view->currentIndex());
            return true;
        case Qt::Key_Escape:
            dismiss();
            return true;
        default:
            break;
        }
    }
    return QFrame::eventFilter(watched, event);
}

} // namespace pulse::ui
