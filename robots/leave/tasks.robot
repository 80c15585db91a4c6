*** Settings ***
Documentation       Leave: from the request in the list to a registration that is read back. Reads as a manager's
...                 instruction; what each step clicks stands in the page objects of the municipality's own HR system,
...                 and what is right stands in the rules of the process.

Library             RPA.Robocorp.WorkItems    autoload=${False}
Library             shared_library.cases.Cases
Library             shared_library.systems.hr.HrSystem
Library             resources/Leave.py

Suite Teardown      Close Systems


*** Tasks ***
Collect Requests
    [Documentation]    Find every new request in the list and lay it in the queue, once.
    Log In To Hr System
    ${requests} =    Find New Requests
    Add Cases    ${requests}

Handle Requests
    [Documentation]    Take one request after the other: read it, let the rules assess it, register it.
    For Each Case    assess=Assess Request    write=Write Registration    leave=Close Request

Read Outcomes
    [Documentation]    Look up what managers made of the requests that were only assessed or handed over. Write nothing.
    Log In To Hr System
    For Each Outcome    read=Look Up Decision    leave=Close Request

Try Connection
    [Documentation]    Log in where the robot works, and out again. Nothing is opened, nothing is written.
    Log In To Hr System
    Log    The robot is in the HR system.    console=${True}


*** Keywords ***
Assess Request
    [Documentation]    Read all that the rules need, and let them assess it.
    [Arguments]    ${case}
    Begin Phase    ${case}    login
    Log In To Hr System
    Begin Phase    ${case}    read
    Open Request    ${case}
    Read What The Rules Need    ${case}
    Gather Facts    ${case}
    Assess Case    ${case}

Read What The Rules Need
    [Documentation]    The request, the employee, the days that are left, the schedule, the unit, and other leave.
    [Arguments]    ${case}
    Read Request    ${case}
    Read Employment    ${case}
    Read Balances    ${case}
    Read Schedule    ${case}
    Read Staffing    ${case}
    Read Registered Leave    ${case}

Write Registration
    [Documentation]    Register the leave with the decided days, and read it back on the page.
    [Arguments]    ${case}
    Begin Phase    ${case}    login
    Log In To Hr System
    Open Request    ${case}
    Declare Effects    ${case}    registration
    Do Effect    ${case}    registration    do=Register Leave    check=Find Registration

Look Up Decision
    [Documentation]    What stands in the HR system as the request's outcome, if there is one yet.
    [Arguments]    ${case}
    Log In To Hr System
    Open Request    ${case}
    Read Decision    ${case}

Close Systems
    [Documentation]    Leave no browser behind, whatever happened.
    Close Browser Session
